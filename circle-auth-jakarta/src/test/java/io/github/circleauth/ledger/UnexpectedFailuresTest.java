package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIM_END;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.seal.Seal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A driver, a pool or a data source that throws something that is no {@code SQLException}, once, at any of its calls. Nothing leaves
 * the ledger's tasks, nobody waits longer than for a database that is away, and no change is lost.
 */
@Tag("L3")
class UnexpectedFailuresTest {

    private static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));

    /** Longer than the limit of a test: a thread that waits so long has been forgotten. */
    private static final Duration FOREVER = Duration.ofHours(1);

    private final JdbcConnectionPool real =
            JdbcConnectionPool.create("jdbc:h2:mem:unexpected;DB_CLOSE_DELAY=-1", "", "");

    static Stream<Arguments> failures() {
        List<Supplier<Throwable>> failures = List.of(
                () -> new IllegalStateException("of the pool"),
                () -> new NoClassDefFoundError("of/the/Driver"),
                () -> new StackOverflowError(),
                () -> new AssertionError("of the driver"),
                () -> new OutOfMemoryError("for the driver"));
        return failures.stream()
                .flatMap(failure -> Stream.of(false, true)
                        .map(afterEffect ->
                                Arguments.of(failure.get().getClass().getSimpleName(), failure, afterEffect)));
    }

    private static JdbcLedger ledger(DataSource database, Executor thread) {
        return new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, thread, FOREVER);
    }

    @ParameterizedTest(name = "{0}, after the effect: {2}")
    @MethodSource("failures")
    @Timeout(60)
    void whicheverCallFailsNothingIsLostAndNobodyWaits(String name, Supplier<Throwable> failure, boolean afterEffect)
            throws SQLException {
        List<String> failed = new ArrayList<>();
        for (int call = 1; ; call++) {
            empty();
            FailingDriver driver = new FailingDriver(real, failure, call, afterEffect);
            useAll(ledger(driver.dataSource(), Runnable::run));
            if (driver.failed() == null) {
                break;
            }
            failed.add(driver.failed());
            assertThat(driver.open()).as("open after the failure of " + failed).isZero();
            assertNothingIsLost(call + " " + driver.failed());
        }
        assertThat(real.getActiveConnections()).isZero();
        assertThat(failed)
                .contains(
                        "DataSource.getConnection",
                        "Connection.setAutoCommit",
                        "Connection.prepareStatement",
                        "PreparedStatement.setObject",
                        "PreparedStatement.executeUpdate",
                        "PreparedStatement.executeQuery",
                        "ResultSet.next",
                        "Connection.commit",
                        "Connection.rollback");
        assertThat(failed).filteredOn(method -> method.endsWith(".close")).isNotEmpty();
    }

    /** Two leases, of which one ends; the periodic tasks run in between. */
    private static void useAll(JdbcLedger ledger) {
        ledger.start();
        assertThat(ledger.enter(pair("a", "r"))).isTrue();
        assertThat(ledger.enter(pair("b", "s"))).isTrue();
        ledger.tick(NOW);
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        ledger.end("b", List.of(), NOW);
        ledger.tick(NOW);
        Optional<Row> claimed = ledger.claim(NOW, CLAIM_END);
        claimed.ifPresent(ledger::delete);
        assertThat(ledger.outlook(NOW)).isDone();
        ledger.tick(NOW);
        assertThat(ledger.flush(FOREVER)).isZero();
        assertThat(ledger.unreachableFor()).isZero();
    }

    /** Of the ended lease, each token was claimed, or can be claimed now or once a claim that failed has expired. */
    private void assertNothingIsLost(String failed) throws SQLException {
        JdbcLedger next = ledger(real, Runnable::run);
        Instant later = CLAIM_END.plusSeconds(1);
        int due = next.pendingRevocations(later);
        assertThat(due).as(failed).isBetween(1, 2);
        assertThat(indexes()).as(failed).isIn(0, 4);
        assertThat(next.size()).as(failed).isEqualTo(2 + due);
        assertThat(next.touch("a", pair("a", "r"), NOW)).as(failed).isEqualTo(LeaseStatus.ACTIVE);
        assertThat(next.ended(List.of("a", "b"))).as(failed).containsExactly("b");
    }

    /**
     * A table without one of its indexes would never get it. There are none if the statement that created the table failed after
     * its effect: from its failure nobody knows that the table is not another server's.
     */
    private int indexes() throws SQLException {
        return Databases.number(
                real, "SELECT COUNT(*) FROM INFORMATION_SCHEMA.INDEXES WHERE INDEX_NAME LIKE 'CIRCLE_AUTH_LEDGER_%'");
    }

    private void empty() throws SQLException {
        Databases.execute(real, "DROP ALL OBJECTS");
    }

    @Test
    @Timeout(60)
    void whereNoThreadCanBeStartedChangesWaitForTheTick() throws SQLException {
        empty();
        boolean[] exhausted = {true};
        JdbcLedger ledger = ledger(real, task -> {
            if (exhausted[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        });
        ledger.end("a", pair("a", "r"), NOW);
        assertThat(ledger.claim(NOW, CLAIM_END)).isEmpty();
        assertThat(ledger.outlook(NOW)).isCompletedWithValue(Optional.empty());
        ledger.tick(NOW);

        exhausted[0] = false;
        ledger.tick(NOW);

        assertThat(ledger.flush(FOREVER)).isZero();
        assertThat(ledger.pendingRevocations(NOW)).isEqualTo(2);
    }
}
