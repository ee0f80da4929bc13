package io.github.circleauth.servers;

import static io.github.circleauth.servers.TwoCircles.ANOTHER_CIRCLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two applications of one server, each with its own app token: neither ends the other's tokens. */
class TwoApplicationsIT extends DatabaseTestBase {

    private static final String DURABLE = "durable-one";
    private static final String ANOTHER_DURABLE = "durable-two";
    private static final String IN_MEMORY = "memory-one";
    private static final String ANOTHER_IN_MEMORY = "memory-two";

    /** For web.xml: browsers send the session cookie of each application to the other. */
    private static final String SAME_COOKIE =
            "<session-config><cookie-config><path>/</path></cookie-config></session-config>";

    private static final String LEDGER = ledgerIn(APPLICATION_LEDGER, Map.of()).entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue() + "\n")
            .collect(Collectors.joining());

    @Deployment(name = DURABLE, managed = false, testable = false)
    static WebArchive durable() {
        return TwoCircles.withLibrary(TwoCircles.war(DURABLE, onDatabase(), "community-member-id", LEDGER))
                .addAsLibrary(TestWars.driver());
    }

    @Deployment(name = ANOTHER_DURABLE, managed = false, testable = false)
    static WebArchive anotherDurable() {
        return TwoCircles.withLibrary(
                        TwoCircles.warOfAnother(ANOTHER_DURABLE, onDatabase(), "community-member-id", LEDGER))
                .addAsLibrary(TestWars.driver());
    }

    private static String onDatabase() {
        return TestWars.FILTER + dataSource(APPLICATION_LEDGER);
    }

    @Deployment(name = IN_MEMORY, managed = false, testable = false)
    static WebArchive inMemory() {
        return TwoCircles.withLibrary(
                TwoCircles.war(IN_MEMORY, TestWars.FILTER + SAME_COOKIE, "community-member-id", ""));
    }

    @Deployment(name = ANOTHER_IN_MEMORY, managed = false, testable = false)
    static WebArchive anotherInMemory() {
        return TwoCircles.withLibrary(
                TwoCircles.warOfAnother(ANOTHER_IN_MEMORY, TestWars.FILTER + SAME_COOKIE, "community-member-id", ""));
    }

    @BeforeEach
    void reset() {
        circle.reset();
        ANOTHER_CIRCLE.reset();
    }

    @AfterEach
    void nothingIsLeft() {
        awaitNoTokenAlive();
        TwoCircles.awaitNoTokenOfAnotherAlive();
    }

    /** Makes all tokens in the table due, as if their leases had expired while no server could revoke them. */
    private static void expireAllLeases() {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "UPDATE circle_auth_ledger SET revoke_at = 1 WHERE kind IN ('ACCESS', 'REFRESH', 'LEASE')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onOneTableWithTheSameKeysNobodyRevokesTheOthersTokens() {
        deployer.deploy(DURABLE);
        new ProbeClient(DURABLE).stepsAs(ADA, "session,token");
        circle.faults().always("*", Fault.status(503));
        deployer.undeploy(DURABLE);
        expireAllLeases();

        deployer.deploy(ANOTHER_DURABLE);
        ProbeClient grace = new ProbeClient(ANOTHER_DURABLE);
        grace.stepsAs(GRACE, "session,token");
        expireAllLeases();
        TwoCircles.awaitNoTokenOfAnotherAlive();
        assertThat(ANOTHER_CIRCLE.audit().calls("/revoke")).isEqualTo(2);
        assertThat(circle.audit().alive()).hasSize(2);

        circle.faults().clear();
        deployer.deploy(DURABLE);
        awaitNoTokenAlive();
        deployer.undeploy(DURABLE);
        deployer.undeploy(ANOTHER_DURABLE);
    }

    @Test
    void withOneSessionCookieForBothEachServesItsOwnMembersTokens() {
        deployer.deploy(IN_MEMORY);
        deployer.deploy(ANOTHER_IN_MEMORY);
        ProbeClient one = new ProbeClient(IN_MEMORY);
        ProbeClient two = one.at(System.getProperty("it.http") + "/" + ANOTHER_IN_MEMORY);

        for (int round = 0; round < 2; round++) {
            assertThat(one.stepsAs(ADA, "session,token").get(0)).startsWith(ADA + " ");
            assertThat(two.stepsAs(GRACE, "session,token").get(0)).startsWith(GRACE + " ");
        }
        assertThat(circle.audit().tokens())
                .extracting(token -> token.communityMemberId())
                .containsOnly(ADA);
        assertThat(ANOTHER_CIRCLE.audit().tokens())
                .extracting(token -> token.communityMemberId())
                .containsOnly(GRACE);

        two.stepsAs(GRACE, "invalidate");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ANOTHER_CIRCLE.audit().calls("/access_token/revoke"))
                        .isPositive());
        assertThat(circle.audit().alive()).isNotEmpty();

        deployer.undeploy(ANOTHER_IN_MEMORY);
        TwoCircles.awaitNoTokenOfAnotherAlive();
        assertThat(circle.audit().alive()).isNotEmpty();
        deployer.undeploy(IN_MEMORY);
    }
}
