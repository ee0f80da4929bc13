package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.servers.app.RollbackService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code circle.auth.ledger=jdbc} with a data source of the server, and PostgreSQL. */
class DurableLedgerIT extends DatabaseTestBase {

    private static final String DEPLOYMENT = "durable";

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive durable() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + dataSource(APPLICATION_LEDGER))
                .addClass(RollbackService.class)
                .addAsLibrary(TestWars.driver());
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(ledgerIn(APPLICATION_LEDGER, Map.of()));
        circle.reset();
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
    }

    /** Returns the number of tokens in the ledger, read with another connection. */
    private static int rows() {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT COUNT(*) FROM circle_auth_ledger WHERE kind IN ('ACCESS', 'REFRESH')")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTokenIsInTheDatabaseFromBeforeItsFirstUseUntilTheEndOfItsSession() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.stepsAs(ADA, "session,token");
        assertThat(rows()).isEqualTo(2);

        ada.stepsAs(ADA, "invalidate");

        awaitNoTokenAlive();
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).isZero());
    }

    @Test
    void aRolledBackTransactionRemovesNoTokenFromTheLedger() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);

        assertThat(ada.stepsAs(ADA, "session,roll-back,token").get(0)).isEqualTo("rolled back");

        assertThat(rows()).isEqualTo(2);
        assertThat(circle.audit().alive()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
        awaitNoTokenAlive();
    }

    @Test
    @Tag("L9")
    void theNextDeploymentRevokesTheTokensOfThePreviousOne() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.stepsAs(ADA, "session,token");
        circle.faults().always("*", Fault.status(503));
        ada.stepsAs(ADA, "invalidate");
        await().atMost(SOON).untilAsserted(() -> assertThat(rows()).isEqualTo(2));
        deployer.undeploy(DEPLOYMENT);
        assertThat(circle.audit().alive())
                .extracting(Audit.Token::communityMemberId)
                .containsOnly(ADA);
        circle.faults().clear();

        deployer.deploy(DEPLOYMENT);

        awaitNoTokenAlive();
    }
}
