package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIM_END;
import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.circleauth.Logged;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Ledger.Outlook;
import io.github.circleauth.ledger.Row.Kind;
import io.github.circleauth.seal.Seal;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unreachable or hanging database, or a missing table: no page breaks, no change is lost, and the log has a line. */
class DatabaseOutageTest {

    private static final Seal SEAL = Seal.of(List.of(JdbcLedgerContract.KEY));
    private static final Duration LONG = Duration.ofMinutes(1);

    private final DataSource real = Databases.h2();
    private boolean unreachable;
    private boolean conflict;
    private @Nullable Throwable unexpected;
    private int connections;

    private final DataSource database = Databases.connecting(() -> {
        connections++;
        if (unreachable) {
            throw new SQLNonTransientConnectionException("Connection refused", "08001");
        }
        throwIfUnexpected();
        if (conflict) {
            throw new SQLTransactionRollbackException("Deadlock.", "40P01");
        }
        return real.getConnection();
    });

    private final JdbcLedger ledger = on(Runnable::run, LONG);

    private JdbcLedger on(Executor thread, Duration longestWait) {
        return new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, thread, longestWait);
    }

    private void throwIfUnexpected() {
        if (unexpected instanceof RuntimeException failure) {
            throw failure;
        }
        if (unexpected instanceof Error failure) {
            throw failure;
        }
    }

    @BeforeEach
    void noTable() {
        Databases.emptied(real);
    }

    @Test
    void tokensAreHandedOutDuringAnOutageAndWrittenAfterIt() {
        ledger.start();
        unreachable = true;

        assertThat(ledger.enter(pair("a", "r"))).isTrue();
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        assertThat(ledger.claim(LEASE_EXPIRY, CLAIM_END)).isEmpty();

        unreachable = false;
        ledger.tick(NOW);
        assertThat(on(Runnable::run, LONG).size()).isEqualTo(2);
    }

    @Test
    void theOutlookIsEmptyDuringAnOutageAndNobodyWaitsForIt() {
        ledger.start();
        unreachable = true;
        assertThat(ledger.outlook(NOW)).isCompletedWithValue(Optional.empty());
        int before = connections;
        assertThat(ledger.outlook(NOW)).isCompletedWithValue(Optional.empty());
        assertThat(connections)
                .as("the tick alone probes an unreachable database")
                .isEqualTo(before);

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.outlook(NOW).join()).isPresent();

        Queue<Runnable> hanging = new ArrayDeque<>();
        assertThat(on(hanging::add, LONG).outlook(NOW)).isNotDone();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void aQuestionAtWhichTheDriverFailsUnexpectedlyIsAnsweredToo(Class<? extends Throwable> type) throws Exception {
        ledger.start();
        unexpected = type.getDeclaredConstructor().newInstance();
        CompletableFuture<Optional<Outlook>> answer = outlookDespiteErrors();
        assertThat(answer).isCompletedWithValue(Optional.empty());

        unexpected = null;
        ledger.tick(NOW);
        assertThat(ledger.outlook(NOW).join()).isPresent();
    }

    /** Asks as the ledger's own thread does, which ends with an Error, and is replaced. */
    private CompletableFuture<Optional<Outlook>> outlookDespiteErrors() {
        Queue<Runnable> tasks = new ArrayDeque<>();
        CompletableFuture<Optional<Outlook>> answer = on(tasks::add, LONG).outlook(NOW);
        try {
            tasks.remove().run();
        } catch (NoClassDefFoundError ofTheDriver) {
            assertThat(ofTheDriver).isSameAs(unexpected);
        }
        return answer;
    }

    @Test
    void anOutageBeginsWithAFailedAccessAndEndsWithoutARequest() {
        ledger.start();
        assertThat(ledger.unreachableFor()).isZero();

        unreachable = true;
        assertThat(ledger.claim(LEASE_EXPIRY, CLAIM_END)).isEmpty();
        Duration first = ledger.unreachableFor();
        ledger.tick(NOW);
        assertThat(ledger.unreachableFor()).isPositive().isGreaterThanOrEqualTo(first);

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.unreachableFor()).isZero();
    }

    @Test
    void anEndDuringAnOutageIsWrittenAfterIt() {
        ledger.enter(pair("a", "r"));
        unreachable = true;
        ledger.end("a", List.of(), NOW);

        unreachable = false;
        ledger.tick(NOW);

        assertThat(ledger.claim(NOW, CLAIM_END)).isPresent();
    }

    @Test
    void aRevokedTokenIsNotRevokedAgainIfItsDeletionWasDelayed() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        Row claimed = ledger.claim(LEASE_EXPIRY, LEASE_EXPIRY.plusSeconds(60)).orElseThrow();
        unreachable = true;
        ledger.delete(claimed);

        unreachable = false;
        ledger.tick(LEASE_EXPIRY);

        assertThat(ledger.claim(LEASE_EXPIRY.plusSeconds(60), LEASE_EXPIRY.plusSeconds(120)))
                .isEmpty();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void duringAnOutageOnlyTheTickTriesToConnect() {
        unreachable = true;
        ledger.start();
        connections = 0;

        for (int i = 0; i < 10; i++) {
            ledger.enter(pair("lease-" + i, "r"));
            ledger.end("lease-" + i, List.of(), NOW);
            ledger.claim(NOW, CLAIM_END);
            ledger.pendingRevocations(NOW);
        }
        assertThat(connections).isZero();

        ledger.tick(NOW);
        assertThat(connections).isEqualTo(1);
    }

    @Test
    void theTouchesOfALeaseAreMergedDuringAnOutage() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        unreachable = true;
        Instant last = LEASE_EXPIRY;
        for (int i = 0; i < 100; i++) {
            last = LEASE_EXPIRY.plusSeconds(i);
            Instant expiry = last;
            ledger.touch(
                    "a", pair("a", "r").stream().map(row -> row.dueAt(expiry)).toList(), NOW);
        }
        assertThat(ledger.flush(LONG)).isEqualTo(1);

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.claim(last.minusMillis(1), CLAIM_END)).isEmpty();
        assertThat(ledger.claim(last, CLAIM_END)).isPresent();
    }

    @Test
    void aLeaseThatIsUsedDuringAnOutageBeyondItsExpiryStaysActive() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        unreachable = true;
        Instant soon = LEASE_EXPIRY.plusSeconds(300);
        Instant last = LEASE_EXPIRY.plusSeconds(600);
        ledger.touch("a", List.of(row(Kind.REFRESH, "r", "a").dueAt(soon)), LEASE_EXPIRY.minusSeconds(1));
        ledger.add(List.of(row(Kind.ACCESS, "renewed", "a").dueAt(soon)));
        ledger.touch("a", List.of(row(Kind.REFRESH, "r", "a").dueAt(last)), LEASE_EXPIRY.plusSeconds(1));

        unreachable = false;
        ledger.tick(LEASE_EXPIRY.plusSeconds(2));

        assertThat(ledger.claim(last.minusMillis(1), CLAIM_END)).isEmpty();
        assertThat(ledger.size()).isEqualTo(3);
        assertThat(ledger.touch("a", pair("a", "r"), LEASE_EXPIRY.plusSeconds(3)))
                .isEqualTo(LeaseStatus.ACTIVE);
    }

    @Test
    void theTokensOfMergedTouchesAreAllWritten() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        unreachable = true;
        ledger.touch("a", List.of(row(Kind.ACCESS, "second", "a")), NOW);
        ledger.touch("a", List.of(row(Kind.ACCESS, "third", "a")), NOW);

        unreachable = false;
        ledger.tick(NOW);

        assertThat(ledger.size()).isEqualTo(4);
    }

    @Test
    void onlyTheFirstCallWaitsForAHangingDatabaseAndEndsNeverDo() {
        Queue<Runnable> stuck = new ArrayDeque<>();
        JdbcLedger hanging = on(stuck::add, Duration.ZERO);

        assertThat(hanging.enter(pair("a", "r"))).isTrue();
        assertThat(hanging.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        hanging.end("a", List.of(), NOW);
        assertThat(hanging.claim(NOW, CLAIM_END)).isEmpty();
        assertThat(stuck).hasSize(1);

        while (!stuck.isEmpty()) {
            stuck.remove().run();
        }
        assertThat(ledger.claim(NOW, CLAIM_END)).isPresent();
    }

    @Test
    void aDatabaseThatComesAndGoesDoesNotFloodTheLog() {
        ledger.start();
        try (Logged log = Logged.by(JdbcLedger.class)) {
            for (int i = 0; i < 100; i++) {
                unreachable = true;
                ledger.enter(pair("lease-" + i, "r"));
                unreachable = false;
                ledger.tick(NOW);
            }
            assertThat(log.warnings()).hasSize(5);
            assertThat(log.at(Level.INFO)).hasSize(5);
        }
        assertThat(ledger.size()).isEqualTo(200);
    }

    @Test
    void anOutageIsLoggedOnceAtItsBeginningAndOnceAtItsEnd() {
        ledger.start();
        try (Logged log = Logged.by(JdbcLedger.class)) {
            unreachable = true;
            ledger.enter(pair("a", "r"));
            ledger.enter(pair("b", "s"));
            ledger.tick(NOW);
            unreachable = false;
            ledger.tick(NOW);
            ledger.tick(NOW);

            assertThat(log.warnings())
                    .containsExactly(
                            "CIRCLE-0073: The ledger's database can't be reached (Connection refused). Tokens are still handed"
                                    + " out, and sessions still end. Changes are kept in memory until the database is back, and"
                                    + " are lost if this server stops before.");
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0074: The ledger's database can be reached again. Changes to be written: 2.");
        }
    }

    @Test
    void flushReturnsTheNumberOfUnwrittenChanges() {
        unreachable = true;
        ledger.end("a", pair("a", "r"), NOW);

        assertThat(ledger.flush(LONG)).isEqualTo(1);

        unreachable = false;
        assertThat(ledger.flush(LONG)).isZero();
    }

    @Test
    void anUnreachableDatabaseAtTheStartIsNoError() {
        unreachable = true;
        assertThatCode(ledger::start).doesNotThrowAnyException();
        ledger.enter(pair("a", "r"));

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void aTableThatIsMissingAfterAnOutageIsLoggedWithInstructions() {
        JdbcLedger withoutTable = new JdbcLedger(database, SEAL, LedgerRows.OWNER, false, Runnable::run, LONG);
        unreachable = true;
        withoutTable.start();
        withoutTable.enter(pair("a", "r"));
        unreachable = false;

        try (Logged log = Logged.by(JdbcLedger.class)) {
            withoutTable.tick(NOW);
            withoutTable.tick(NOW);
            assertThat(log.alarms())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "CIRCLE-0075: Tokens are handed out, but the changes of the ledger are kept in memory, and"
                                    + " are lost if this server stops: its table circle_auth_ledger can't be used (")
                    .endsWith("or set circle.auth.ledger.create-table=true.");
        }
        on(Runnable::run, LONG).start();
        withoutTable.tick(NOW);

        assertThat(withoutTable.size()).isEqualTo(2);
    }

    @Test
    void aLeaseThatEndedDuringAnOutageIsNotFoundActiveByALaterTouch() {
        ledger.start();
        ledger.enter(pair("a", "r"));
        unreachable = true;
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
        ledger.end("a", List.of(), NOW);

        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger.ended(List.of("a"))).isEmpty();

        unreachable = false;
        ledger.tick(NOW);
        assertThat(ledger.ended(List.of("a"))).containsExactly("a");
    }

    @Test
    void anEndThatIsWrittenBeforeTheTokensOfAnotherServersOutageIsFinal() {
        ledger.start();
        JdbcLedger other = new JdbcLedger(real, SEAL, LedgerRows.OWNER, false, Runnable::run, LONG);
        unreachable = true;
        ledger.enter(pair("a", "r"));
        other.end("a", List.of(), NOW);
        other.tick(NOW.plus(Duration.ofHours(12)));

        unreachable = false;
        ledger.tick(NOW);

        assertThat(other.claim(NOW, CLAIM_END)).isPresent();
    }

    @Test
    void conflictsThatDoNotEndAreNoOutage() {
        ledger.start();
        conflict = true;
        try (Logged log = Logged.by(JdbcLedger.class)) {
            ledger.end("a", pair("a", "r"), NOW);
            assertThat(connections).isGreaterThan(5);
            assertThat(ledger.claim(NOW, CLAIM_END)).isEmpty();
            assertThat(log.warnings()).isEmpty();
            assertThat(log.alarms()).isEmpty();
        }

        conflict = false;
        ledger.tick(NOW);
        assertThat(ledger.claim(NOW, CLAIM_END)).isPresent();
    }

    @Test
    void aMissingTableFailsTheStartWithInstructions() {
        JdbcLedger withoutTable = new JdbcLedger(database, SEAL, LedgerRows.OWNER, false, Runnable::run, LONG);

        assertThatIllegalStateException()
                .isThrownBy(withoutTable::start)
                .withMessageStartingWith(
                        "circle-auth can't start: its table circle_auth_ledger can't be used (Table \"CIRCLE_AUTH_LEDGER\""
                                + " not found")
                .withMessageEndingWith("Create it with the statements in io/github/circleauth/ledger/ledger.sql of"
                        + " circle-auth's jar, or set circle.auth.ledger.create-table=true.");
    }

    @Test
    void anExistingTableIsKept() {
        ledger.start();
        ledger.enter(pair("a", "r"));

        JdbcLedger nextStart = on(Runnable::run, LONG);
        nextStart.start();

        assertThat(nextStart.size()).isEqualTo(2);
    }
}
