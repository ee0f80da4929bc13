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

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.restWar(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
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
                    .untilAsserted(() ->
                            assertThat(collector.received(Collector.METRICS)).contains("http.client.request.duration"));
            assertThat(collector.received(Collector.SPANS) + collector.received(Collector.METRICS))
                    .doesNotContain(System.getProperty("it.api-token"), "Bearer");
        }
    }

    @Test
    void withoutItTheServersOwnMetricsHaveThem() throws Exception {
        // WildFly without its layer micrometer has none; then nothing is measured, and the application is as ever.
        boolean hasMetrics = System.getProperty("it.metrics") != null;
        deployer.deploy(DEPLOYMENT);
        signInAndRead();

        if (hasMetrics) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(metrics())
                            .containsPattern(
                                    "circle_auth_request_duration_seconds_count\\{[^}]*application=\"/" + DEPLOYMENT)
                            .contains("path=\"/api/v1/headless/auth_token\""));
        }
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
