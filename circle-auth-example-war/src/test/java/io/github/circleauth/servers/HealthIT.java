package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.SiteHealth;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The readiness that the server's MicroProfile Health tells a load balancer. */
class HealthIT extends ServerTestBase {

    private static final String SITE = "readiness";
    private static final String MENDED = "ready-when-mended";
    private static final String EAR = "ready-both";

    @Deployment(name = SITE, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.war(SITE, TestWars.FILTER).addClass(SiteHealth.class);
    }

    @Deployment(name = MENDED, managed = false, testable = false)
    static WebArchive mended() {
        return TestWars.war(MENDED, TestWars.FILTER);
    }

    @Deployment(name = EAR, managed = false, testable = false)
    static EnterpriseArchive two() {
        return ShrinkWrap.create(EnterpriseArchive.class, EAR + ".ear")
                .addAsModules(
                        TestWars.war("ready-first", TestWars.FILTER).addClass(SiteHealth.class),
                        TestWars.war("ready-second", TestWars.FILTER).addClass(SiteHealth.class));
    }

    /** The response of the server's readiness endpoint. Its status depends on the server's own checks too. */
    private record Health(int status, JsonObject body) {

        static Health read() throws IOException, InterruptedException {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(System.getProperty("it.health")))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            try (var reader = Json.createReader(new StringReader(response.body()))) {
                return new Health(response.statusCode(), reader.readObject());
            }
        }

        List<JsonObject> checks(String name) {
            return body.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                    .filter(check -> check.getString("name").equals(name))
                    .toList();
        }

        /** Returns the library's checks. Payara keeps those of applications that failed to start, which tell of none. */
        List<JsonObject> ofTheLibrary() {
            return checks("circle-auth").stream()
                    .filter(check -> check.getJsonObject("data").containsKey("application"))
                    .toList();
        }
    }

    @Test
    void onlyARefusedAppTokenMakesAnApplicationUnready() throws Exception {
        deployer.deploy(SITE);
        String appToken = circle.apiToken();
        try {
            Health healthy = Health.read();
            assertThat(healthy.checks("site")).hasSize(1);
            assertThat(healthy.ofTheLibrary()).singleElement().satisfies(check -> {
                assertThat(check.getString("status")).isEqualTo("UP");
                assertThat(check.getJsonObject("data").getString("application")).isEqualTo("/" + SITE);
            });

            ProbeClient ada = new ProbeClient(SITE);
            circle.apiToken("another-app-token");
            assertThat(ada.stepsAs(ADA, "session,token")).containsExactly("none: REFUSED");
            Health refused = Health.read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body().toString()).doesNotContain(appToken);
            assertThat(refused.ofTheLibrary()).singleElement().satisfies(check -> {
                assertThat(check.getString("status")).isEqualTo("DOWN");
                assertThat(check.getJsonObject("data").getString("app-token")).startsWith("refused, ");
            });

            circle.apiToken(appToken);
            new ProbeClient(SITE).stepsAs(GRACE, "session,token");
            assertThat(Health.read().ofTheLibrary())
                    .singleElement()
                    .satisfies(check -> assertThat(check.getString("status")).isEqualTo("UP"));
        } finally {
            circle.apiToken(appToken);
            deployer.undeploy(SITE);
        }
        assertThat(Health.read().ofTheLibrary()).isEmpty();
        awaitNoTokenAlive();
    }

    @Test
    void theEndpointAnswersAfterAFailedStartAndAfterItsCure() throws Exception {
        TestWars.configure(Map.of("circle.auth.obtain", "sometimes"));
        try {
            assertDeploymentFails(MENDED, "circle.auth.obtain");
        } finally {
            TestWars.configure(Map.of());
        }
        assertThat(Health.read().ofTheLibrary()).isEmpty();

        deployer.deploy(MENDED);
        try {
            assertThat(Health.read().ofTheLibrary()).isNotEmpty().allSatisfy(check -> {
                assertThat(check.getString("status")).isEqualTo("UP");
                assertThat(check.getJsonObject("data").getString("application")).isEqualTo("/" + MENDED);
            });
        } finally {
            deployer.undeploy(MENDED);
        }
        assertThat(Health.read().ofTheLibrary()).isEmpty();
    }

    /** WildFly 39 asks no check in a WAR of an EAR, also none of the application's own. */
    @Test
    void eachApplicationOfAnEarHasItsCheckWhereTheServerAsksItsOwnChecks() throws Exception {
        deployer.deploy(EAR);
        try {
            Health health = Health.read();
            List<String> applications =
                    health.checks("site").isEmpty() ? List.of() : List.of("/ready-first", "/ready-second");
            assertThat(health.ofTheLibrary())
                    .extracting(check -> check.getJsonObject("data").getString("application"))
                    .containsExactlyInAnyOrderElementsOf(applications);
        } finally {
            deployer.undeploy(EAR);
        }
    }
}
