package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.live.CircleLiveEndpoint;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The start of an application whose pages have a live channel, or are to have one. */
class LiveStartTest {

    @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
    private static final class Site {}

    private static final String CONTAINER = "jakarta.websocket.server.ServerContainer";
    private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";
    private static final String APPLICATION = "/live-start";

    private final Deployment deployment = new Deployment(APPLICATION);
    private final List<ServerEndpointConfig> mapped = new ArrayList<>();
    private final Configured configured =
            new Configured("api-token", Configured.TOKEN, "base-url", "http://127.0.0.1:1");
    private final SeContainer container = Deployment.container();

    @AfterEach
    void close() {
        container.close();
        configured.close();
        System.clearProperty(DISABLED);
    }

    private ServerContainer webSockets() {
        return (ServerContainer) Proxy.newProxyInstance(
                ServerContainer.class.getClassLoader(),
                new Class<?>[] {ServerContainer.class},
                (proxy, method, arguments) -> {
                    mapped.add((ServerEndpointConfig) arguments[0]);
                    return null;
                });
    }

    private void start() throws Exception {
        deployment.switchOn(Site.class);
        deployment.start();
    }

    private void isRefused(String sentence) {
        assertThatThrownBy(this::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(sentence);
        assertThat(mapped).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .as("threads of the refused application")
                .noneMatch(thread -> thread.isAlive() && thread.getName().contains(APPLICATION));
    }

    @Test
    void withoutAPathTheServerNeedsNoWebSockets() throws Exception {
        start();

        assertThat(mapped).isEmpty();
    }

    @Test
    void aPathOfTheConfigurationNeedsWebSockets() {
        configured.put("live-path", "/circle-live");

        isRefused(
                "circle-auth can't start: the live channel is mapped to /circle-live, and the server has no WebSockets");
    }

    @Test
    void aRegisteredPathNeedsWebSockets() {
        CircleLiveEndpoint.register(deployment.context, "/registered");

        isRefused(
                "circle-auth can't start: the live channel is mapped to /registered, and the server has no WebSockets");
    }

    @Test
    void aRegisteredPathIsMapped() throws Exception {
        deployment.attributes.put(CONTAINER, webSockets());
        CircleLiveEndpoint.register(deployment.context, "/registered");

        start();

        assertThat(mapped).extracting(ServerEndpointConfig::getPath).containsExactly("/registered");
    }

    @Test
    void thePathOfTheConfigurationTakesPrecedence() throws Exception {
        deployment.attributes.put(CONTAINER, webSockets());
        CircleLiveEndpoint.register(deployment.context, "/registered");
        configured.put("live-path", "/of-the-key");

        start();

        assertThat(mapped).extracting(ServerEndpointConfig::getPath).containsExactly("/of-the-key");
    }

    @Test
    void anEndpointOfTheApplicationAtTheSamePathIsNamedAsTheLikelyCause() {
        deployment.attributes.put(
                CONTAINER,
                Proxy.newProxyInstance(
                        ServerContainer.class.getClassLoader(),
                        new Class<?>[] {ServerContainer.class},
                        (proxy, method, arguments) -> {
                            throw new DeploymentException("taken");
                        }));
        configured.put("live-path", "/circle-live");

        isRefused(
                "circle-auth can't start: the live channel can't be mapped to /circle-live. Does the application have a"
                        + " WebSocket endpoint there?");
    }

    @Test
    void aCopyOfTheWebSocketApiInTheApplicationIsNamed() {
        deployment.attributes.put(CONTAINER, "the container of another class loader");
        configured.put("live-path", "/circle-live");

        isRefused("circle-auth can't start: the application contains a copy of jakarta.websocket-api");
    }

    private void proxyHasAUser() {
        configured.put("proxy", "http://proxy.corp:3128");
        configured.put("proxy-user", "user");
        configured.put("proxy-password", "CANARY");
    }

    @Test
    void aProxyThatWantsAUserIsRefusedWithAPathOfTheConfiguration() {
        deployment.attributes.put(CONTAINER, webSockets());
        configured.put("live-path", "/circle-live");
        proxyHasAUser();

        isRefused("circle.auth.proxy-user is set, and the live channel has a path. This JVM gives a proxy no user and"
                + " password for a WebSocket. Start the server with -Djdk.http.auth.tunneling.disabledSchemes= or give the"
                + " live channel no path.");
    }

    @Test
    void aProxyThatWantsAUserIsRefusedWithARegisteredPath() {
        deployment.attributes.put(CONTAINER, webSockets());
        CircleLiveEndpoint.register(deployment.context, "/registered");
        proxyHasAUser();

        isRefused("circle-auth can't start: circle.auth.proxy-user is set, and the live channel has a path.");
    }

    @Test
    void aProxyThatWantsAUserIsRefusedWhereJavaCodeSubscribes() throws Exception {
        proxyHasAUser();
        start();

        assertThatThrownBy(() -> container.select(CircleLive.class).get().toString())
                .hasStackTraceContaining(
                        "circle.auth.proxy-user is set, and this JVM gives a proxy no user and password for"
                                + " a WebSocket. Start the server with -Djdk.http.auth.tunneling.disabledSchemes= to use CircleLive.");
    }

    @Test
    void aJvmThatGivesAProxyAUserStarts() throws Exception {
        System.setProperty(DISABLED, "");
        deployment.attributes.put(CONTAINER, webSockets());
        configured.put("live-path", "/circle-live");
        proxyHasAUser();

        start();

        assertThat(mapped).hasSize(1);
    }

    @Test
    void thePrincipalOfTheRequestExcludesARegisteredPath() {
        deployment.attributes.put(CONTAINER, webSockets());
        CircleLiveEndpoint.register(deployment.context, "/registered");
        configured.put("principal", "request");

        isRefused("circle-auth can't start: circle.auth.principal is \"request\", and the live channel has a path.");
    }
}
