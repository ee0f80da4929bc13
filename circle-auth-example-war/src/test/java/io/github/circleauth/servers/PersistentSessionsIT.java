package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.Probe;
import io.github.circleauth.servers.app.SessionContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * WildFly with persistent sessions. It reports their end when the application is undeployed, but restores them with the next
 * deployment, including the text of revoked tokens.
 */
class PersistentSessionsIT extends DatabaseTestBase {

    private static final String DEPLOYMENT = "kept";
    private static final int SESSIONS = Integer.getInteger("it.sessions");

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive kept() {
        String persistentSessions = "<jboss-web><servlet-container>keeps-sessions</servlet-container></jboss-web>";
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + dataSource(APPLICATION_LEDGER))
                .addAsLibrary(TestWars.driver())
                .addClass(SessionContent.class)
                .addAsWebInfResource(new StringAsset(persistentSessions), "jboss-web.xml");
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
    }

    @Test
    @Tag("L10")
    void afterARedeploymentRestoredSessionsGetValidTokensWithTheLedgerInMemory() {
        assertValidTokensAfterRedeployment(
                Map.of("circle.auth.ledger", "memory", "circle.auth.shutdown-timeout", "PT1M"));
    }

    @Test
    void afterARedeploymentRestoredSessionsGetValidTokensWithTheLedgerInADatabase() {
        assertValidTokensAfterRedeployment(
                ledgerIn(APPLICATION_LEDGER, Map.of("circle.auth.shutdown-timeout", "PT1M")));
    }

    /** The server's {@code jdk.serialFilter} allows {@code java.lang}, {@code java.util} and the server's own sessions. */
    @Test
    @Tag("S8")
    void aSessionIsRestoredWhereNoClassOfTheLibraryMayBeDeserialized() {
        TestWars.configure(Map.of("circle.auth.ledger", "memory"));
        circle.reset();
        deployer.deploy(DEPLOYMENT);
        ProbeClient client = new ProbeClient(DEPLOYMENT);
        client.stepsAs(ADA, "session,put:before,token");
        redeploy();
        assertThat(client.stepsAs(ADA, "session,got:probe.put,token")).contains("before");

        // An application that puts an object of the library into its session needs a filter that allows it.
        client.stepsAs(ADA, "store");
        redeploy();
        assertThat(client.stepsAs(ADA, "session,got:probe.put")).containsExactly("null");
    }

    private void redeploy() {
        deployer.undeploy(DEPLOYMENT);
        deployer.deploy(DEPLOYMENT);
    }

    private void assertValidTokensAfterRedeployment(Map<String, String> ledger) {
        TestWars.configure(ledger);
        circle.reset();
        deployer.deploy(DEPLOYMENT);
        List<ProbeClient> clients = Stream.generate(() -> new ProbeClient(DEPLOYMENT))
                .limit(SESSIONS)
                .toList();
        clients.forEach(client -> client.stepsAs(ADA, "session,put:before,token"));

        deployer.undeploy(DEPLOYMENT);
        assertThat(circle.audit().alive()).isEmpty();
        deployer.deploy(DEPLOYMENT);

        List<String> served = new ArrayList<>();
        for (ProbeClient client : clients) {
            assertThat(client.stepsAs(ADA, "attributes"))
                    .as("the restored session")
                    .anyMatch(attribute -> attribute.contains("before"));
            served.addAll(client.stepsAs(ADA, "token"));
        }
        assertThat(served).hasSize(SESSIONS).isSubsetOf(probeLinesOfValidTokens());
        assertThat(circle.audit().calls("/auth_token"))
                .as("two for each session")
                .isEqualTo(2L * SESSIONS);
        System.out.printf(
                "%d sessions restored after a redeployment, ledger in %s: %d tokens, 0 of %d served were revoked%n",
                SESSIONS,
                ledger.get("circle.auth.ledger"),
                circle.audit().tokens().size(),
                served.size());
    }

    /** Returns the valid tokens in the format of {@link Probe}. */
    private static List<String> probeLinesOfValidTokens() {
        return circle.audit().alive().stream()
                .map(token -> token.communityMemberId() + " " + Probe.fingerprint(token.value()))
                .toList();
    }
}
