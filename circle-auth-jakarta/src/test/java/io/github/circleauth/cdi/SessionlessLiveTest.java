package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.live.CircleLive;
import io.github.circleauth.live.LiveChannel;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.session.LeaseMember;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live channel where users without a session have a token. */
class SessionlessLiveTest {

    @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
    private static final class Site {}

    private static final String ADA = "ada@example.com";

    private final Sandbox sandbox = Sandbox.start();
    private final Deployment deployment = new Deployment("/sessionless-live");
    private final Configured configured = new Configured(
            "api-token", Configured.TOKEN, "base-url", sandbox.uri().toString(), "sessionless", "per-user");
    private final SeContainer container = Deployment.container();
    private CircleAuthRuntime runtime;
    private CircleLive live;

    @BeforeEach
    void start() throws Exception {
        deployment.switchOn(Site.class);
        deployment.start();
        runtime = ContextAttributes.runtime(deployment.context);
        live = container.select(CircleLive.class).get();
    }

    @AfterEach
    void close() {
        container.close();
        configured.close();
        sandbox.close();
    }

    private static HttpServletRequest requestWithoutASession() {
        Principal ada = () -> ADA;
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getUserPrincipal" -> ada;
                    case "isRequestedSessionIdValid" -> false;
                    default -> null;
                });
    }

    @Test
    void javaCodeOfAUserWithoutASessionIsToldThatTheLiveChannelNeedsOne() {
        LeaseMember member = runtime.memberOf(requestWithoutASession());
        assertThat(member.communityMemberId()).as("there is a token").isEqualTo(1001);

        assertThatThrownBy(() -> live.as(member).subscribe(LiveChannel.notifications(), json -> {}))
                .isInstanceOf(IllegalStateException.class)
                .isNotInstanceOf(NotSignedInException.class)
                .hasMessage(
                        "The live channel needs an HTTP session, with which it ends. This user has none: the token is"
                                + " that of circle.auth.sessionless=per-user. Subscribe for users with a session.");
        assertThat(sandbox.cable().connections()).isEmpty();
    }

    @Test
    void aUserWithASessionHasTheLiveChannelThereToo() {
        LeaseMember member = runtime.memberOf(Deployment.request(ADA));

        assertThat(live.as(member)
                        .subscribe(LiveChannel.notifications(), json -> {})
                        .isOpen())
                .isTrue();
    }

    @Test
    void aHandshakeWithoutASessionHasNoLease() {
        assertThat(runtime.leaseOfSession(requestWithoutASession())).isNull();
    }
}
