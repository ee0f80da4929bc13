package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servers.app.Probe;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * WildFly with persistent sessions: it tells that they end when the application is undeployed, and brings them back with the
 * next deployment, the text of revoked tokens in them.
 */
class KeptSessionsIT extends InServer {

    private static final String DEPLOYMENT = "kept";
    private static final String LEDGER = "java:app/jdbc/ledger";
    private static final int PORT = Integer.getInteger("it.database-port");
    private static final int SESSIONS = Integer.getInteger("it.sessions");

    private static EmbeddedPostgres postgres;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive kept() {
        String persistentSessions = "<jboss-web><servlet-container>keeps-sessions</servlet-container></jboss-web>";
        return Wars.war(DEPLOYMENT, Wars.FILTER + Wars.dataSource(LEDGER, PORT))
                .addAsLibrary(Wars.driver())
                .addAsWebInfResource(new StringAsset(persistentSessions), "jboss-web.xml");
    }

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.builder().setPort(PORT).start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        Wars.configure(Map.of());
    }

    @Test
    void whoIsStillSignedInAfterARedeploymentGetsALivingTokenWithTheLedgerInMemory() {
        judge(Map.of("circle.auth.ledger", "memory", "circle.auth.shutdown-timeout", "PT1M"));
    }

    @Test
    void whoIsStillSignedInAfterARedeploymentGetsALivingTokenWithTheLedgerInADatabase() {
        judge(Map.of(
                "circle.auth.ledger", "jdbc",
                "circle.auth.ledger.data-source", LEDGER,
                "circle.auth.ledger.create-table", "true",
                "circle.auth.shutdown-timeout", "PT1M",
                "circle.auth.seal-keys", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
    }

    private void judge(Map<String, String> ledger) {
        Wars.configure(ledger);
        circle.reset();
        deployer.deploy(DEPLOYMENT);
        List<Visitor> visitors =
                Stream.generate(() -> new Visitor(DEPLOYMENT)).limit(SESSIONS).toList();
        visitors.forEach(visitor -> visitor.stepsAs(ADA, "session,put:before,token"));

        deployer.undeploy(DEPLOYMENT);
        assertThat(circle.audit().alive()).isEmpty();
        deployer.deploy(DEPLOYMENT);

        List<String> served = new ArrayList<>();
        for (Visitor visitor : visitors) {
            assertThat(visitor.stepsAs(ADA, "attributes"))
                    .as("the former session")
                    .anyMatch(attribute -> attribute.contains("before"));
            served.addAll(visitor.stepsAs(ADA, "token"));
        }
        assertThat(served).hasSize(SESSIONS).isSubsetOf(aliveAsTold());
        assertThat(circle.audit().calls("/auth_token")).as("one more for each").isEqualTo(2L * SESSIONS);
        System.out.printf(
                "%d sessions kept over a redeployment, the ledger in %s: %d tokens, 0 of %d served were revoked%n",
                SESSIONS,
                ledger.get("circle.auth.ledger"),
                circle.audit().tokens().size(),
                served.size());
    }

    /** The living tokens, as the probe tells one. */
    private static List<String> aliveAsTold() {
        return circle.audit().alive().stream()
                .map(token -> token.communityMemberId() + " " + Probe.fingerprint(token.value()))
                .toList();
    }
}
