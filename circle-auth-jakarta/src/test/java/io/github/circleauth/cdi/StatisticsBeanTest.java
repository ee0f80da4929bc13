package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuth;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.operations.CircleStatistics;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.ContextAttributes;
import io.github.circleauth.servlet.RequestMember;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The statistics of a running deployment, as a bean and in JMX. */
class StatisticsBeanTest {

    @CircleAuth(identity = MemberIdentity.Kind.VERIFIED_EMAIL)
    private static final class Site {}

    private static final String ADA = "ada@example.com";
    private static final String SEAL_KEY =
            Base64.getEncoder().encodeToString("canary-of-the-seal-keys-32-bytes".getBytes());
    private static final String PROXY_PASSWORD = "canary-of-the-proxy";

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Sandbox sandbox = Sandbox.start();
    private final Deployment deployment = new Deployment("/counted");
    private Configured configured = configured();

    private Configured configured(String... more) {
        return new Configured(Stream.concat(
                        Stream.of(
                                "api-token",
                                Configured.TOKEN,
                                "base-url",
                                sandbox.uri().toString(),
                                "seal-keys",
                                SEAL_KEY,
                                // Longer than any machine takes.
                                "connect-timeout",
                                "PT1M",
                                "call-timeout",
                                "PT1M",
                                "request-wait",
                                "PT1M"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @AfterEach
    void close() {
        configured.close();
        sandbox.close();
    }

    /** Returns whether a user has a token, after it was requested. */
    private boolean isPresent(String user) {
        CircleAuthRuntime runtime = ContextAttributes.runtime(deployment.context);
        assertThat(runtime).isNotNull();
        HttpServletRequest request = Deployment.request(user);
        return new RequestMember(() -> runtime.memberOf(request)).isPresent();
    }

    private List<ObjectName> mBeans() throws Exception {
        return List.copyOf(server.queryNames(new ObjectName("io.github.circleauth*:application=\"/counted\",*"), null));
    }

    /** Returns all that JMX shows of the deployment. */
    private String shown() throws Exception {
        assertThat(mBeans()).hasSize(1);
        ObjectName name = mBeans().get(0);
        List<String> shown = new ArrayList<>(
                List.of(name.toString(), server.getMBeanInfo(name).toString()));
        for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
            shown.add(attribute.getName() + " = " + server.getAttribute(name, attribute.getName()));
        }
        return String.join("\n", shown);
    }

    @Test
    void theBeanCountsWhatHasHappenedSinceTheStart() throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            CircleStatistics statistics =
                    container.select(CircleStatistics.class).get();
            deployment.start();
            assertThat(isPresent(ADA)).isTrue();
            assertThat(isPresent("nobody@example.com")).isFalse();

            CircleStatistics.Snapshot snapshot = statistics.snapshot();

            assertThat(snapshot.count(TokenObtained.class)).isEqualTo(1);
            assertThat(snapshot.counts().get("TokenRefused")).isEqualTo(Map.of("MEMBER_UNKNOWN", 1L));
            assertThat(snapshot.count(TokenRefused.class)).isEqualTo(1);
            assertThat(snapshot.lastFailures().get("TokenRefused").reason()).isEqualTo(FailureReason.MEMBER_UNKNOWN);
            assertThatThrownBy(() -> snapshot.counts().get("TokenRefused").clear())
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void whereTheLibraryIsOffItSaysHowToSwitchItOn() {
        try (SeContainer container = Deployment.container()) {
            deployment.start();

            CircleStatistics statistics =
                    container.select(CircleStatistics.class).get();
            assertThatThrownBy(statistics::snapshot)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("not switched on", "@CircleAuth", "web.xml", "CircleAuthFilter.register");
        }
    }

    @Test
    void theMBeanIsThereWhileTheApplicationRuns() throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            assertThat(mBeans()).isEmpty();
            deployment.start();
            assertThat(mBeans())
                    .containsExactly(new ObjectName("io.github.circleauth:type=CircleAuth,application=\"/counted\""));
        }
        assertThat(mBeans()).isEmpty();
    }

    /** Nobody destroys the context of an application whose start failed: the container alone is closed. */
    @Test
    void aStartThatFailsAfterTheRuntimesLeavesNoMBean() throws Exception {
        deployment.switchOn(Site.class);
        deployment.failsToStore("io.github.circleauth.diagnostics");
        try (SeContainer container = Deployment.container()) {
            assertThatThrownBy(deployment::start).hasMessage("full");
        }
        assertThat(mBeans()).isEmpty();
    }

    @Test
    @Tag("S9")
    void jmxShowsNoSecretAndNobodysIdentifier() throws Exception {
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            deployment.start();
            assertThat(isPresent(ADA)).isTrue();
            sandbox.circle()
                    .faults()
                    .always(
                            "auth_token",
                            new Fault.Status(
                                    401,
                                    "{\"message\":\"Token " + Configured.TOKEN + " of grace@example.com is bad\"}",
                                    Map.of("content-type", "application/json")));
            assertThat(isPresent("grace@example.com")).isFalse();
            List<String> secrets = new ArrayList<>(List.of(
                    Configured.TOKEN, SEAL_KEY, "canary", ADA, "grace@example.com", "example.com", "is bad", "1001"));
            sandbox.audit().tokens().stream().map(Audit.Token::value).forEach(secrets::add);
            assertThat(secrets).hasSize(10);

            assertThat(shown())
                    .contains("TokenObtained", "TokenRefused.APP_TOKEN", "401", "CLOSED")
                    .doesNotContainIgnoringCase(secrets.toArray(String[]::new));
        }
    }

    @Test
    void jmxDoesNotShowTheProxysPassword() throws Exception {
        configured.close();
        configured = configured(
                // Requests to this machine don't go through a proxy.
                "base-url", "https://circle.invalid",
                "proxy", "http://127.0.0.1:1",
                "proxy-user", "user-of-the-proxy",
                "proxy-password", PROXY_PASSWORD);
        deployment.switchOn(Site.class);
        try (SeContainer container = Deployment.container()) {
            deployment.start();
            assertThat(isPresent(ADA)).isFalse();

            assertThat(shown())
                    .contains("CircleUnavailable.NO_RESPONSE")
                    .doesNotContain(PROXY_PASSWORD, "user-of-the-proxy", ADA, Configured.TOKEN, SEAL_KEY);
        }
    }
}
