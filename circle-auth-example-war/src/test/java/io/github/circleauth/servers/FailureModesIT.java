package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Gate;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** While Circle fails, pages are served without a token, and afterwards with one. */
class FailureModesIT extends ServerTestBase {

    private static final String DEPLOYMENT = "failures";

    /** After a failure, requests to Circle pause for some seconds. */
    private static final Duration RECOVERY = Duration.ofMinutes(1);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive failures() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    @BeforeEach
    void reset() {
        circle.reset();
    }

    /** Each test has an application of its own, without an earlier one's back-off. */
    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
        awaitNoTokenAlive();
    }

    private static ProbeClient signedIn(long member, String token) {
        ProbeClient client = new ProbeClient(DEPLOYMENT);
        assertThat(client.stepsAs(member, "session,token").get(0)).startsWith(token);
        return client;
    }

    private static void awaitToken(ProbeClient client, long member) {
        await().atMost(RECOVERY)
                .until(() -> client.stepsAs(member, "token").get(0).startsWith(member + " "));
    }

    @Test
    @Tag("C8")
    void whileCircleIsAwayValidTokensRemainAndUsersWhoSignInGetTheirsWhenItIsBack() {
        deployer.deploy(DEPLOYMENT);
        ProbeClient ada = signedIn(ADA, ADA + " ");
        stopSandbox();

        ProbeClient grace = signedIn(GRACE, "none: UNAVAILABLE");
        assertThat(ada.stepsAs(ADA, "token").get(0)).startsWith(ADA + " ");

        restartSandbox();
        awaitToken(grace, GRACE);
    }

    @Test
    void whileCircleIsSlowAPageWaitsNoLongerThanConfiguredAndTheLateTokenIsUsed() {
        TestWars.configure(Map.of("circle.auth.request-wait", "PT1S"));
        deployer.deploy(DEPLOYMENT);

        try (Gate gate = circle.gates().holdResponse("auth_token")) {
            ProbeClient ada = signedIn(ADA, "none: ");
            assertThat(gate.waiting()).isEqualTo(1);

            gate.release();
            awaitToken(ada, ADA);
        }
    }

    @Test
    void whileCircleHasTooManyRequestsUsersWaitAsLongAsItSays() {
        deployer.deploy(DEPLOYMENT);
        circle.switches().set("too-many-requests", "seconds");
        circle.faults().next("auth_token", Fault.tooManyRequests(Duration.ofSeconds(3)));

        ProbeClient ada = signedIn(ADA, "none: UNAVAILABLE");
        assertThat(ada.stepsAs(ADA, "token")).containsExactly("none: UNAVAILABLE");
        assertThat(circle.audit().calls("auth_token")).isEqualTo(1);

        awaitToken(ada, ADA);
        assertThat(circle.audit().calls("auth_token")).isEqualTo(2);
    }

    @Test
    void whileCircleRefusesTheAppTokenPagesAreServedAndTheLogSaysSo() {
        TestWars.configure(Map.of("circle.auth.api-token", "another-app-token"));
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);

        ProbeClient ada = signedIn(ADA, "none: REFUSED");

        HttpResponse<String> response = ada.responseAs(ADA, "token");
        assertThat(response.statusCode()).isEqualTo(200);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(log.text()).contains("CIRCLE-0043").contains("circle.auth.api-token"));
        assertThat(log.text()).doesNotContain("another-app-token");
    }
}
