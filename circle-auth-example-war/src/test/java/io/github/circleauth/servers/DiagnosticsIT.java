package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.operations.CircleDiagnosticsServlet;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.servers.app.SessionLogin;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The diagnostics page in a real server, without a security constraint: its own check of the role must do. */
class DiagnosticsIT extends ServerTestBase {

    private static final String DEPLOYMENT = "diagnosed";

    private static final String SERVLET = """
            <servlet>
              <servlet-name>diagnostics-for-%1$s</servlet-name>
              <servlet-class>%2$s</servlet-class>
              <init-param><param-name>role</param-name><param-value>%1$s</param-value></init-param>
            </servlet>
            <servlet-mapping>
              <servlet-name>diagnostics-for-%1$s</servlet-name>
              <url-pattern>/for-%1$s/*</url-pattern>
            </servlet-mapping>
            <security-role>
              <role-name>%1$s</role-name>
            </security-role>
            """;

    private static boolean deployed;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    /** The login gives each user the role member, and nobody the role operator. */
    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive application() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + servletFor("member") + servletFor("operator"))
                .addClass(SessionLogin.class);
    }

    private static String servletFor(String role) {
        return SERVLET.formatted(role, CircleDiagnosticsServlet.class.getName());
    }

    @BeforeEach
    void deploy() {
        if (!deployed) {
            TestWars.configure(Map.of(
                    "circle.auth.proxy-pasword", "canary-of-the-test", "circle.auth.live-path", LiveSocket.PATH));
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        circle.reset();
    }

    @AfterEach
    void signOut() {
        user.steps("session,invalidate");
        awaitNoTokenAlive();
    }

    private JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }

    @Test
    void onlyUsersWithTheRoleOfTheServletGetThePage() {
        assertThat(user.get("/for-member/").statusCode()).as("anonymous").isEqualTo(401);

        user.steps("session,put:" + ADA);

        assertThat(user.get("/for-member/").statusCode()).isEqualTo(200);
        assertThat(user.get("/for-member/below").statusCode()).isEqualTo(404);
        assertThat(user.get("/for-operator/").statusCode()).isEqualTo(403);
    }

    @Test
    void thePageHasTheLeasesTheRateLimitTheConfigurationAndNoSecret() {
        user.steps("session,put:" + ADA);
        user.steps("token");

        String text = user.body("/for-member/?format=json");
        String html = user.body("/for-member/");

        JsonObject page = json(text);
        assertThat(page.getJsonObject("leases").getInt("total")).isEqualTo(1);
        assertThat(page.getJsonObject("circle").getString("circuitBreaker")).isEqualTo("CLOSED");
        assertThat(page.getJsonObject("circle")
                        .getJsonArray("shares")
                        .getJsonObject(0)
                        .getInt("requests"))
                .as("sign-ins")
                .isPositive();
        assertThat(page.getJsonObject("server").getString("version")).isNotEqualTo("unknown");
        assertThat(page.getJsonObject("configuration").getJsonArray("keys").stream()
                        .map(key -> key.asJsonObject())
                        .filter(key -> key.getString("key").equals("circle.auth.identity")))
                .singleElement()
                .satisfies(key -> assertThat(key.getString("value")).isEqualTo("community-member-id"));
        List<String> secrets = Stream.concat(
                        circle.audit().tokens().stream().map(Audit.Token::value),
                        Stream.of(
                                circle.apiToken(),
                                "canary-of-the-test",
                                user.cookies().replaceAll("^[^=]*=", "")))
                .toList();
        assertThat(secrets).hasSize(5);
        assertThat(Stream.of(text, html)).noneMatch(each -> secrets.stream().anyMatch(each::contains));
    }

    @Test
    void thePageHasTheLiveChannel() throws IOException {
        user.steps("session,put:" + ADA);
        JsonObject before = json(user.body("/for-member/?format=json")).getJsonObject("live");
        try (LiveSocket socket = LiveSocket.subscribed(
                user, "{\"channel\":\"NotificationChannel\",\"community_member_id\":" + ADA + "}")) {
            JsonObject open = json(user.body("/for-member/?format=json")).getJsonObject("live");
            assertThat(open.getInt("pages")).isEqualTo(1);
            assertThat(open.getInt("connections")).isEqualTo(1);

            socket.send("hello");
            assertThat(socket.awaitClose()).isEqualTo(1003);
        }
        JsonObject after = json(user.body("/for-member/?format=json")).getJsonObject("live");
        assertThat(after.getInt("pages")).isZero();
        assertThat(after.getInt("cutOff")).isEqualTo(before.getInt("cutOff") + 1);
    }

    @Test
    void aUserIsLookedUpByTheForm() {
        user.steps("session,put:" + ADA);
        user.steps("token");

        String answer = user.post(
                "/for-member/?format=json", Map.of("kind", "community-member-id", "user", Long.toString(ADA)));
        JsonObject lease =
                json(answer).getJsonObject("user").getJsonArray("leases").getJsonObject(0);
        assertThat(lease.getString("state")).isEqualTo("FRESH");
        assertThat(lease.getInt("communityMemberId")).isEqualTo((int) ADA);

        String umlaut = user.post("/for-member/", Map.of("kind", "user-name", "user", "Ägidius <b>"));
        assertThat(umlaut).contains("value=\"Ägidius &lt;b&gt;\"", "no lease on this server");
    }
}
