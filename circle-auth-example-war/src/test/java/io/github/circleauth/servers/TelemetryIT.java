package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans and metrics as the server's OpenTelemetry sends them, and as its own metrics show them. */
class TelemetryIT extends ServerTestBase {

    private static final String DEPLOYMENT = "telemetry";

    /** WildFly without its layer micrometer has none; then nothing is measured, and the application is as ever. */
    private static final boolean HAS_METRICS = System.getProperty("it.metrics") != null;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.restWar(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() throws Exception {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
        if (HAS_METRICS) {
            assertThat(metrics()).doesNotContain("application=\"/" + DEPLOYMENT + "\"");
        }
        awaitNoTokenAlive();
    }

    private void signInAndRead() {
        assertThat(user.stepsAs(ADA, "session,token").get(0)).startsWith(ADA + " ");
        user.stepsAs(ADA, "invalidate");
    }

    @Test
    void openTelemetrySendsTheSpansOfRequestsToCircle() throws Exception {
        try (Collector collector = Collector.start()) {
            TestWars.configure(collector.configuration());
            deployer.deploy(DEPLOYMENT);
            signInAndRead();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collector.received(Collector.SPANS))
                            .contains(
                                    "POST /api/v1/headless/auth_token",
                                    "POST /api/v1/headless/refresh_token/revoke",
                                    "http.response.status_code",
                                    "io.github.circleauth"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(collector.received(Collector.METRICS))
                            .contains(
                                    "http.client.request.duration",
                                    "circle.auth.tokens",
                                    "circle.auth.leases.ended",
                                    "circle.auth.leases.live",
                                    "circle.auth.revocations.oldest_due",
                                    "session_ended",
                                    "{lease}"));
            assertThat(collector.received(Collector.SPANS) + collector.received(Collector.METRICS))
                    .doesNotContain(System.getProperty("it.api-token"), "Bearer");
        }
    }

    @Test
    void withoutItTheServersOwnMetricsHaveThem() throws Exception {
        deployer.deploy(DEPLOYMENT);
        signInAndRead();

        if (HAS_METRICS) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(metrics())
                            .containsPattern(
                                    "circle_auth_request_duration_seconds_count\\{[^}]*application=\"/" + DEPLOYMENT)
                            .contains("path=\"/api/v1/headless/auth_token\"")
                            .containsPattern(series("circle_auth_tokens_total", "outcome=\"obtained\"", "1(\\.0)?"))
                            .containsPattern(
                                    series("circle_auth_leases_ended_total", "reason=\"session_ended\"", "1(\\.0)?"))
                            .containsPattern(series("circle_auth_revocations_oldest_due_seconds", "", "[\\d.]+"))
                            .containsPattern(series(
                                    "circle_auth_rate_limit_utilization_ratio", "use=\"sign_in\"", "[\\d.E-]+")));
        }
    }

    private static String series(String name, String label, String value) {
        return "(?m)^" + name + "\\{[^}]*" + label + "[^}]*} " + value + "$";
    }

    private static String metrics() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(System.getProperty("it.metrics")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
