package io.github.circleauth.servers;

import static io.github.circleauth.servers.ServerTestBase.ADA;
import static io.github.circleauth.servers.ServerTestBase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.Basket;
import io.github.circleauth.servers.app.SessionContent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Sessions and their tokens on two Payara domains in one Hazelcast cluster. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PayaraClusterIT extends ClusterTestBase {

    private static final String LEDGER = "java:app/jdbc/ledger";
    private static final PayaraNode ONE = new PayaraNode("one", Integer.getInteger("it.one"));
    private static final PayaraNode TWO = new PayaraNode("two", Integer.getInteger("it.two"));

    private static final int SESSION_TIMEOUT = 20;

    /** The lease expiry is 1.25 times the session timeout; two minutes later the tokens are due. With a reserve of a minute. */
    private static final Duration LEASE_EXPIRY = Duration.ofSeconds(25 + 120 + 60);

    @BeforeAll
    static void startNodes() throws Exception {
        configure(LEDGER);
        WebArchive war = TestWars.war(
                        MEMBERS, "<distributable/>" + TestWars.FILTER + TestWars.dataSource(LEDGER, database.getPort()))
                .addAsLibrary(TestWars.driver())
                .addClasses(SessionContent.class, Basket.class, Basket.OfSession.class);
        for (PayaraNode node : List.of(ONE, TWO)) {
            node.start();
            node.deploy(war);
        }
        awaitCluster(ONE, TWO);
    }

    @AfterAll
    static void stopNodes() {
        ONE.kill();
        TWO.kill();
    }

    private static String tokensDueSoon() {
        return " FROM circle_auth_ledger WHERE kind IN ('ACCESS', 'REFRESH') AND revoke_at < "
                + Instant.now().plus(LEASE_EXPIRY).toEpochMilli();
    }

    private static long countTokensDueSoon() throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*)" + tokensDueSoon())) {
            count.next();
            return count.getLong(1);
        }
    }

    /** Lets the minutes pass until then, in the ledger: for the lease and both tokens. */
    private static void makeThemDue() throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE circle_auth_ledger SET revoke_at = revoke_at - "
                            + LEASE_EXPIRY.toMillis() + " WHERE lease_id IN (SELECT lease_id" + tokensDueSoon() + ")"))
                    .isEqualTo(3);
        }
    }

    /** First, since the last test kills a node. */
    @Test
    @Order(1)
    void aStoredHandleIsOnAnotherServerOneThatHasEndedAndASessionScopedBeanGoesOn() {
        assertHandlesEndOnAnotherServer(ONE, TWO);
    }

    @Test
    @Order(2)
    void pagesOnOneNodeAreSignedOutWithinTenSecondsOfTheSessionsEndOnTheOtherNode() throws IOException {
        assertPagesEndWithTheirSessionOnAnotherServer(ONE, TWO);
    }

    @Test
    @Tag("L12")
    void afterTheKillOfANodeTheOtherServesItsSessionsAndRevokesTheTokensOfUnusedOnes() throws SQLException {
        ProbeClient continued = signedIn(ADA, MEMBERS, ONE);
        ProbeClient unused = signedIn(ADA, MEMBERS, ONE);
        String token = continued.steps("token,user").get(0);
        unused.steps("timeout:" + SESSION_TIMEOUT + ",token");
        // The node writes the new expiry behind the response. If it were killed before, the old one would remain.
        await().atMost(SOON).until(() -> countTokensDueSoon() == 2);
        int requestsBefore = circle.audit().calls().size();

        ONE.kill();

        ProbeClient failedOver = continued.at(TWO.site(MEMBERS));
        assertThat(failedOver.steps("token")).containsExactly(token);
        assertThat(circle.audit().calls()).hasSize(requestsBefore);
        makeThemDue();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).hasSize(2));
        assertThat(failedOver.steps("token,invalidate")).containsExactly(token);
    }
}
