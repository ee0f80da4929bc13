package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The current member in expressions of JSP and of Faces. */
class PagesIT extends ServerTestBase {

    private static final String DEPLOYMENT = "pages";

    static final String FACES = """
            <servlet>
              <servlet-name>faces</servlet-name>
              <servlet-class>jakarta.faces.webapp.FacesServlet</servlet-class>
            </servlet>
            <servlet-mapping>
              <servlet-name>faces</servlet-name>
              <url-pattern>*.xhtml</url-pattern>
            </servlet-mapping>
            """;

    private static boolean deployed;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive pages() {
        WebArchive war = TestWars.war(DEPLOYMENT, TestWars.FILTER + FACES);
        for (String page : new String[] {"member", "token", "masked"}) {
            war.addAsWebResource("pages/" + page + ".jsp", page + ".jsp")
                    .addAsWebResource("pages/" + page + ".xhtml", page + ".xhtml");
        }
        return war;
    }

    @BeforeEach
    void deploy() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
    }

    @AfterEach
    void signOut() {
        user.steps("invalidate");
        awaitNoTokenAlive();
    }

    /** Returns the page's lines, by the text before the colon. */
    private Map<String, String> read(String page) {
        return Arrays.stream(user.body(page).split("\\R"))
                .filter(line -> line.contains(": "))
                .map(line -> line.split(": ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1].strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jsp", "xhtml"})
    void everyPropertyReadsAsItIsWritten(String technology) {
        assertThat(read("/member." + technology))
                .containsAllEntriesOf(Map.of(
                        "present", "false",
                        "state", "ABSENT",
                        "whyAbsent", "ANONYMOUS",
                        "communityMemberId", "",
                        "communityId", "",
                        "expiresAt", "",
                        "renewals", "0",
                        "isPresent()", "false",
                        "a condition", "guest",
                        "none", "false true true"))
                .containsEntry("a reason", "true")
                .containsEntry("explanation", "No user is signed in, so there is no Circle member.");

        user.steps("session,login:" + ADA);
        Map<String, String> adas = read("/member." + technology);
        assertThat(adas)
                .containsAllEntriesOf(Map.of(
                        "present", "true",
                        "state", "FRESH",
                        "whyAbsent", "",
                        "communityMemberId", String.valueOf(ADA),
                        "communityId", "1",
                        "renewals", adas.get("renewals()"),
                        "isPresent()", "true",
                        "state()", "FRESH",
                        "a condition", "member",
                        "none", "true false false"))
                .containsEntry("a reason", "false")
                .containsEntry("explanation", "");
        assertThat(Instant.parse(adas.get("expiresAt"))).isAfter(Instant.now());
        assertThatNoTokenIsShown(technology);
    }

    private void assertThatNoTokenIsShown(String technology) {
        HttpResponse<String> property = user.get("/token." + technology);
        String masked = user.body("/masked." + technology);

        // WildFly's JSP logs a warning and shows nothing for a property that does not exist. Otherwise it is an error.
        if (property.statusCode() == 200) {
            assertThat(property.body().strip()).isEqualTo("token:");
        } else {
            assertThat(property.statusCode()).isEqualTo(500);
        }
        assertThat(alive(ADA))
                .hasSize(2)
                .extracting(Audit.Token::value)
                .noneMatch(property.body()::contains)
                .noneMatch(masked::contains);
    }
}
