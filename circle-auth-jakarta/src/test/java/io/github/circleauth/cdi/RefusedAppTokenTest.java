package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.operations.Telemetry;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.RequestMember;
import io.github.circleauth.session.SameCaller;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An admin replaces the app token at Circle, and some time later in the configuration of the running application. */
class RefusedAppTokenTest {

    private static final Duration A_MINUTE = Duration.ofMinutes(1);

    /** After this time a token of an hour is stale, and still valid for a minute and a half. */
    private static final Duration UNTIL_STALE = Duration.ofMinutes(58);

    private final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);
    private final Configured configured = new Configured(
            "api-token", circle.apiToken(),
            "base-url", sandbox.uri().toString(),
            // Longer than any machine takes.
            "connect-timeout", "PT1M",
            "call-timeout", "PT1M",
            "request-wait", "PT1M");
    private final Wiring wiring = new Wiring(
            Settings.read(configured.config, false),
            configured.config,
            Optional.empty(),
            Telemetry.Apis.NONE,
            () -> circle.clock().offset().toNanos(),
            circle.clock());
    private final CircleAuthRuntime runtime = wiring.start(
            "/refused-app-token",
            caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName()))),
            SameCaller.EQUAL);

    @AfterEach
    void undeploy() {
        wiring.close();
        configured.close();
        sandbox.close();
    }

    private CircleMember member(String id) {
        HttpServletRequest request = Deployment.request(id);
        return new RequestMember(() -> runtime.memberOf(request));
    }

    private void pass(Duration time) {
        circle.clock().advance(time);
    }

    private static void assertRefused(CircleMember member) {
        assertThatThrownBy(member::accessToken)
                .isInstanceOfSatisfying(
                        CircleRefusedException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.APP_TOKEN));
    }

    @Test
    void aRefusedAppTokenIsLoggedOnceKeepsTheTokensAndNeedsNoRedeployment() {
        CircleMember ada = member("1001");
        CircleMember grace = member("1002");
        AccessToken kept = ada.accessToken();
        try (Logged log = Logged.byAll()) {
            circle.apiToken("another-app-token");
            pass(UNTIL_STALE);
            assertThat(ada.accessToken()).isEqualTo(kept);
            assertRefused(grace);
            pass(A_MINUTE);
            assertThat(ada.accessToken()).as("kept until it expires").isEqualTo(kept);
            assertRefused(grace);
            pass(A_MINUTE);
            assertRefused(ada);
            assertThat(log.alarms()).singleElement().asString().contains("circle.auth.api-token");
            assertThat(wiring.readiness().isReady()).isFalse();

            configured.put("api-token", "another-app-token");
            pass(A_MINUTE);
            assertThat(ada.accessToken()).isNotEqualTo(kept);
            assertThat(grace.isPresent()).isTrue();
            assertThat(wiring.readiness().isReady()).isTrue();
            assertThat(log.alarms()).hasSize(1);
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0044: Circle accepts the app token again.");
        }
    }

    /** As a file with a byte order mark, or one that is still empty. */
    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFanother-app-token", "\"another-app-token\"", "<your-app-token>", " ", ""})
    void anotherAppTokenThatIsNoneIsLoggedAndNotSent(String value) {
        CircleMember ada = member("1001");
        circle.apiToken("another-app-token");
        configured.put("api-token", value);
        try (Logged log = Logged.byAll()) {
            assertRefused(ada);

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0093: Circle refused the app token, and reading it again failed with java.");
        }

        configured.put("api-token", "another-app-token\r\n");
        pass(A_MINUTE);
        assertThat(ada.isPresent()).isTrue();
    }
}
