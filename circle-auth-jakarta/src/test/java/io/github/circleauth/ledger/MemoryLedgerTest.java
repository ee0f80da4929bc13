package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Row.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beyond the contract, the memory ledger remembers ended leases for a while. */
class MemoryLedgerTest extends LedgerContract {

    private final MemoryLedger ledger = new MemoryLedger();

    @Override
    Ledger ledger() {
        return ledger;
    }

    @Test
    void aTouchDoesNotReviveALeaseWhoseTokensAreRevoked() {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);
        claimAll(NOW);

        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aTouchEntersTheTokensOfASessionThatOutlivedItsServer() {
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.UNKNOWN);

        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ACTIVE);
    }

    @Test
    void aSecondEndAfterTheRevocationDoesNotEnterTheTokensAgain() {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);
        claimAll(NOW);

        ledger.end("a", pair("a", "r"), NOW);

        assertThat(ledger.size()).isZero();
    }

    @Test
    void tokensThatArriveMinutesAfterTheEndAreDueEvenIfTheFormerRowsAreGone() {
        Instant almostExpired = NOW.plus(Duration.ofMinutes(59));
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), almostExpired);
        claimAll(almostExpired);

        ledger.touch("another", List.of(), almostExpired.plusSeconds(300));

        assertThat(ledger.enter(List.of(row(Kind.REFRESH, "late", "a")))).isFalse();
        assertThat(claimAll(almostExpired)).containsExactly("late");
    }

    @Test
    void theTickForgetsAnEndWithoutOtherSessions() {
        ledger.end("a", List.of(), NOW);

        ledger.tick(NOW.plus(Duration.ofMinutes(10)).minusMillis(1));
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);

        ledger.tick(NOW.plus(Duration.ofMinutes(10)));
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.UNKNOWN);
    }

    @Test
    void anEndThatIsRememberedForLongKeepsNoOther() {
        Instant month = NOW.plus(Duration.ofDays(31));
        ledger.end("long", List.of(Row.of(Kind.ACCESS, Secret.of("long"), "long", month, NOW)), NOW);
        claimAll(NOW);
        ledger.end("a", List.of(), NOW);

        ledger.tick(NOW.plus(Duration.ofMinutes(10)));

        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.UNKNOWN);
        assertThat(ledger.touch("long", pair("long", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
    }

    @Test
    void aSecondEndIsRememberedFromItsOwnMoment() {
        ledger.end("a", List.of(), NOW);
        ledger.end("a", List.of(), NOW.plus(Duration.ofMinutes(9)));

        ledger.tick(NOW.plus(Duration.ofMinutes(18)));
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);

        ledger.tick(NOW.plus(Duration.ofMinutes(19)));
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.UNKNOWN);
    }

    /** Each thread reads the clock before it waits for the ledger's lock. The clock may be put back, too. */
    @Test
    void aCallerWithAnEarlierTimeTakesNoDueRowFromTheNextOne() {
        ledger.enter(pair("a", "r"));
        ledger.enter(pair("b", "s"));
        ledger.end("a", List.of(), NOW);
        ledger.end("b", List.of(), NOW);
        assertThat(ledger.claim(NOW, CLAIM_END)).get().satisfies(ledger::delete);
        assertThat(ledger.claim(NOW, CLAIM_END)).get().satisfies(ledger::delete);

        assertThat(ledger.claim(NOW.minusMillis(1), CLAIM_END)).isEmpty();

        assertThat(claimAll(NOW)).containsExactlyInAnyOrder("access-a", "access-b");
    }
}
