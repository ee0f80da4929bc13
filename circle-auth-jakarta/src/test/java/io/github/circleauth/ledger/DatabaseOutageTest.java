package io.github.circleauth.ledger;

import static io.github.circleauth.ledger.LedgerContract.CLAIM_END;
import static io.github.circleauth.ledger.LedgerContract.LEASE_EXPIRY;
import static io.github.circleauth.ledger.LedgerContract.NOW;
import static io.github.circleauth.ledger.LedgerContract.pair;
import static io.github.circleauth.ledger.LedgerContract.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Row.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An unreachable or hanging database: no page breaks, and no change is lost. */
class DatabaseOutageTest extends DatabaseOutageTestBase {

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
        assertThat(ledger.outlook(NOW)).isCompletedWithValue(Optional.empty());

        unexpected = null;
        ledger.tick(NOW);
        assertThat(ledger.outlook(NOW).join()).isPresent();
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
    void flushReturnsTheNumberOfUnwrittenChanges() {
        unreachable = true;
        ledger.end("a", pair("a", "r"), NOW);

        assertThat(ledger.flush(LONG)).isEqualTo(1);

        unreachable = false;
        assertThat(ledger.flush(LONG)).isZero();
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
}
