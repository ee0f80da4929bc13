package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Row.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant HOLD_END = NOW.plusSeconds(600);
    private static final Instant CLAIMED = NOW.plusSeconds(60);

    private final MemoryLedger ledger = new MemoryLedger();

    private static Row row(Kind kind, String token, String leaseId) {
        Duration life = kind == Kind.ACCESS ? Duration.ofHours(1) : Duration.ofDays(30);
        return new Row(kind, Secret.of(token), "mark-of-" + token, leaseId, NOW.plus(life), HOLD_END, 0);
    }

    private static List<Row> pair(String leaseId, String refreshToken) {
        return List.of(row(Kind.ACCESS, "access-" + leaseId, leaseId), row(Kind.REFRESH, refreshToken, leaseId));
    }

    private List<String> claimAll(Instant now) {
        var tokens = new java.util.ArrayList<String>();
        for (var row = ledger.claim(now, now.plusSeconds(60)); row.isPresent(); ) {
            tokens.add(row.get().token().reveal());
            ledger.delete(row.get());
            row = ledger.claim(now, now.plusSeconds(60));
        }
        return tokens;
    }

    @Test
    void aTokenIsNotDueWhileItsLeaseHolds() {
        ledger.enter(pair("a", "r"));

        assertThat(claimAll(HOLD_END.minusMillis(1))).isEmpty();
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void anEndMakesBothTokensDueRefreshTokenFirst() {
        ledger.enter(pair("a", "r"));

        ledger.end("a", List.of(), NOW);

        assertThat(ledger.waiting(NOW)).isEqualTo(2);
        assertThat(claimAll(NOW)).containsExactly("r", "access-a");
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aHoldThatLapsesMakesBothTokensDue() {
        ledger.enter(pair("a", "r"));

        assertThat(claimAll(HOLD_END)).containsExactly("r", "access-a");
    }

    @Test
    void aTouchMovesTheHoldOn() {
        ledger.enter(pair("a", "r"));
        Instant later = HOLD_END.plusSeconds(600);

        boolean stands = ledger.touch(
                "a", pair("a", "r").stream().map(row -> row.dueAt(later)).toList(), NOW);

        assertThat(stands).isTrue();
        assertThat(claimAll(HOLD_END)).isEmpty();
        assertThat(claimAll(later)).containsExactly("r", "access-a");
    }

    @Test
    void tokensThatArriveMoveTheHoldOfTheFormerOnesOnToo() {
        ledger.enter(pair("a", "r"));
        Instant later = HOLD_END.plusSeconds(600);

        ledger.enter(List.of(row(Kind.ACCESS, "second", "a").dueAt(later)));

        assertThat(claimAll(HOLD_END)).isEmpty();
        assertThat(claimAll(later)).containsExactlyInAnyOrder("r", "access-a", "second");
    }

    @Test
    void aTouchDoesNotReviveALeaseThatEndedOrLapsed() {
        ledger.enter(pair("ended", "r1"));
        ledger.end("ended", List.of(), NOW);
        ledger.enter(pair("lapsed", "r2"));

        assertThat(ledger.touch("ended", pair("ended", "r1"), NOW)).isFalse();
        assertThat(ledger.touch("lapsed", pair("lapsed", "r2"), HOLD_END)).isFalse();
        assertThat(claimAll(HOLD_END)).hasSize(4);
    }

    @Test
    void aTouchDoesNotReviveALeaseWhoseTokensAreRevokedAlready() {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);
        claimAll(NOW);

        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isFalse();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void aTouchTakesOverASessionThatOutlivedItsServer() {
        assertThat(ledger.touch("a", pair("a", "r"), NOW)).isTrue();

        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void anEndOfALeaseThatTheLedgerNeverHeardOfHasTheTokensRevokedThatItsSessionNames() {
        ledger.end("a", pair("a", "r"), NOW);

        assertThat(claimAll(NOW)).containsExactly("r", "access-a");
    }

    @Test
    void anEndThatComesAgainAfterTheRevocationDoesNotBringItsTokensBack() {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);
        claimAll(NOW);

        ledger.end("a", pair("a", "r"), NOW);

        assertThat(ledger.size()).isZero();
    }

    @Test
    void rowsEnteredAfterTheEndAreDueAtOnce() {
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), NOW);

        ledger.enter(List.of(row(Kind.ACCESS, "late", "a")));

        assertThat(claimAll(NOW)).containsExactly("r", "access-a", "late");
    }

    @Test
    void anAnswerThatIsLateByMinutesFindsTheLeaseEndedThoughItsFormerTokensAreGone() {
        Instant almostExpired = NOW.plus(Duration.ofMinutes(59));
        ledger.enter(pair("a", "r"));
        ledger.end("a", List.of(), almostExpired);
        claimAll(almostExpired);

        ledger.touch("another", List.of(), almostExpired.plusSeconds(300));

        assertThat(ledger.enter(List.of(row(Kind.REFRESH, "late", "a")))).isFalse();
        assertThat(claimAll(almostExpired)).containsExactly("late");
    }

    @Test
    void aSharedRefreshTokenIsRevokedByItsLastLease() {
        ledger.enter(pair("a", "shared"));
        ledger.enter(pair("b", "shared"));

        ledger.end("a", List.of(), NOW);
        assertThat(claimAll(NOW)).containsExactly("access-a");

        ledger.end("b", List.of(), NOW);
        assertThat(claimAll(NOW)).containsExactly("shared", "access-b");
    }

    @Test
    void aSharedRefreshTokenIsRevokedOnceWhenAllItsLeasesEndTogether() {
        ledger.enter(pair("a", "shared"));
        ledger.enter(pair("b", "shared"));
        ledger.end("a", List.of(), NOW);
        ledger.end("b", List.of(), NOW);

        assertThat(claimAll(NOW)).containsExactlyInAnyOrder("access-a", "access-b", "shared");
    }

    @Test
    void refreshTokensOfAllLeasesComeBeforeAnyAccessToken() {
        for (String lease : List.of("a", "b", "c")) {
            ledger.enter(pair(lease, "refresh-" + lease));
            ledger.end(lease, List.of(), NOW);
        }

        assertThat(claimAll(NOW))
                .containsExactly("refresh-a", "refresh-b", "refresh-c", "access-a", "access-b", "access-c");
    }

    @Test
    void aClaimedRowIsNobodyElsesUntilItsClaimRunsOut() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger.end("a", List.of(), NOW);

        assertThat(ledger.claim(NOW, CLAIMED)).isPresent();
        assertThat(ledger.waiting(NOW)).isEqualTo(1);
        assertThat(ledger.claim(CLAIMED.minusMillis(1), CLAIMED)).isEmpty();
        assertThat(ledger.claim(CLAIMED, CLAIMED.plusSeconds(60))).isPresent();
    }

    @Test
    void anEndThatComesTwiceDoesNotRevokeTwice() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger.end("a", List.of(), NOW);
        ledger.claim(NOW, CLAIMED);

        ledger.end("a", List.of(), NOW);

        assertThat(ledger.claim(NOW, CLAIMED)).isEmpty();
    }

    @Test
    void aPostponedRowComesBackAtItsMoment() {
        ledger.enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger.end("a", List.of(), NOW);
        Row claimed = ledger.claim(NOW, CLAIMED).orElseThrow();

        ledger.postpone(claimed.failedUntil(NOW.plusSeconds(5)));

        assertThat(ledger.claim(NOW.plusSeconds(4), CLAIMED)).isEmpty();
        assertThat(ledger.claim(NOW.plusSeconds(5), CLAIMED))
                .hasValueSatisfying(row -> assertThat(row.failures()).isEqualTo(1));
    }

    @Test
    void aTokenThatEndedByItselfIsDroppedWithoutARevocation() {
        ledger.enter(pair("a", "r"));

        assertThat(claimAll(NOW.plus(Duration.ofHours(1)))).containsExactly("r");
        assertThat(ledger.size()).isZero();
    }

    @Test
    void theSameTokenEnteredTwiceStandsOnce() {
        ledger.enter(pair("a", "r"));
        ledger.enter(pair("a", "r"));

        assertThat(ledger.size()).isEqualTo(2);
    }
}
