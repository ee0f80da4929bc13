package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Ledger.LeaseStatus;
import io.github.circleauth.ledger.Ledger.Outlook;
import io.github.circleauth.ledger.Row.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The contract of every ledger, regardless of its storage. */
public abstract class LedgerContract {

    public static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant LEASE_EXPIRY = NOW.plusSeconds(600);
    static final Instant CLAIM_END = NOW.plusSeconds(60);

    /** Returns the ledger under test. */
    abstract Ledger ledger();

    public static Row row(Kind kind, String token, String leaseId) {
        Duration life = kind == Kind.ACCESS ? Duration.ofHours(1) : Duration.ofDays(30);
        return Row.of(kind, Secret.of(token), leaseId, NOW.plus(life), LEASE_EXPIRY);
    }

    static List<Row> pair(String leaseId, String refreshToken) {
        return List.of(row(Kind.ACCESS, "access-" + leaseId, leaseId), row(Kind.REFRESH, refreshToken, leaseId));
    }

    List<String> claimAll(Instant now) {
        var tokens = new java.util.ArrayList<String>();
        for (var row = ledger().claim(now, now.plusSeconds(60)); row.isPresent(); ) {
            tokens.add(row.get().token().reveal());
            ledger().delete(row.get());
            row = ledger().claim(now, now.plusSeconds(60));
        }
        return tokens;
    }

    @Test
    void aTokenIsNotDueBeforeTheLeaseExpiry() {
        ledger().enter(pair("a", "r"));

        assertThat(claimAll(LEASE_EXPIRY.minusMillis(1))).isEmpty();
        assertThat(ledger().size()).isEqualTo(2);
    }

    @Test
    void anEndMakesBothTokensDueRefreshTokenFirst() {
        ledger().enter(pair("a", "r"));

        ledger().end("a", List.of(), NOW);

        assertThat(ledger().pendingRevocations(NOW)).isEqualTo(2);
        assertThat(claimAll(NOW)).containsExactly("r", "access-a");
        assertThat(ledger().size()).isZero();
    }

    @Test
    void L11_theLeaseExpiryMakesBothTokensDue() {
        ledger().enter(pair("a", "r"));

        assertThat(claimAll(LEASE_EXPIRY)).containsExactly("r", "access-a");
    }

    @Test
    void aRowIsReplacedByOneOfAnotherLease() {
        ledger().enter(pair("a", "r"));

        ledger().replace(
                        List.of(row(Kind.REFRESH, "r", "a")),
                        List.of(row(Kind.REFRESH, "r", "b").dueAt(NOW)));

        assertThat(ledger().size()).isEqualTo(2);
        assertThat(claimAll(NOW)).containsExactly("r");
        assertThat(claimAll(LEASE_EXPIRY)).containsExactly("access-a");
    }

    @Test
    void aTokenThatIsGivenTwiceIsOneRow() {
        ledger().enter(List.of(row(Kind.REFRESH, "t", "a"), row(Kind.REFRESH, "t", "a")));

        assertThat(ledger().size()).isEqualTo(1);
    }

    @Test
    void aTouchPostponesTheLeaseExpiry() {
        ledger().enter(pair("a", "r"));
        Instant later = LEASE_EXPIRY.plusSeconds(600);

        LeaseStatus status = ledger().touch(
                        "a",
                        pair("a", "r").stream().map(row -> row.dueAt(later)).toList(),
                        NOW);

        assertThat(status).isEqualTo(LeaseStatus.ACTIVE);
        assertThat(claimAll(LEASE_EXPIRY)).isEmpty();
        assertThat(claimAll(later)).containsExactly("r", "access-a");
    }

    @Test
    void newTokensPostponeTheExpiryOfTheFormerOnesToo() {
        ledger().enter(pair("a", "r"));
        Instant later = LEASE_EXPIRY.plusSeconds(600);

        ledger().touch("a", List.of(row(Kind.ACCESS, "second", "a").dueAt(later)), NOW);

        assertThat(claimAll(LEASE_EXPIRY)).isEmpty();
        assertThat(claimAll(later)).containsExactlyInAnyOrder("r", "access-a", "second");
    }

    @Test
    void aTouchDoesNotReviveALeaseWhoseTokensAreBeingRevoked() {
        ledger().enter(pair("claimed", "r1"));
        ledger().enter(pair("postponed", "r2"));
        ledger().end("claimed", List.of(), NOW);
        ledger().end("postponed", List.of(), NOW);
        for (var row = ledger().claim(NOW, CLAIM_END); row.isPresent(); row = ledger().claim(NOW, CLAIM_END)) {
            if (row.get().leaseId().equals("postponed")) {
                ledger().postpone(row.get().dueAt(LEASE_EXPIRY));
            }
        }

        assertThat(ledger().touch("claimed", pair("claimed", "r1"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger().touch("postponed", pair("postponed", "r2"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(claimAll(CLAIM_END)).containsExactly("r1", "access-claimed");
        assertThat(claimAll(LEASE_EXPIRY)).containsExactly("r2", "access-postponed");
    }

    @Test
    void aTouchDoesNotReviveALeaseThatEndedOrExpired() {
        ledger().enter(pair("ended", "r1"));
        ledger().end("ended", List.of(), NOW);
        ledger().enter(pair("expired", "r2"));

        assertThat(ledger().touch("ended", pair("ended", "r1"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger().touch("expired", pair("expired", "r2"), LEASE_EXPIRY))
                .isEqualTo(LeaseStatus.ENDED);
        assertThat(claimAll(LEASE_EXPIRY)).hasSize(4);
    }

    @Test
    void aTouchAfterTheLeaseExpiryIsTheEndWhateverComesLater() {
        ledger().enter(pair("a", "r"));
        assertThat(ledger().touch("a", pair("a", "r"), LEASE_EXPIRY)).isEqualTo(LeaseStatus.ENDED);
        Instant later = LEASE_EXPIRY.plusSeconds(600);

        assertThat(ledger().add(List.of(row(Kind.ACCESS, "late", "a").dueAt(later))))
                .isFalse();

        assertThat(ledger().touch("a", pair("a", "r"), NOW)).isEqualTo(LeaseStatus.ENDED);
        assertThat(claimAll(LEASE_EXPIRY)).containsExactlyInAnyOrder("r", "access-a", "late");
    }

    @Test
    void aLeaseHasEndedOnceARowOfItIsClaimed() {
        ledger().enter(pair("a", "r"));
        Row claimed = ledger().claim(LEASE_EXPIRY, LEASE_EXPIRY.plusSeconds(60)).orElseThrow();
        ledger().delete(claimed);
        Instant later = LEASE_EXPIRY.plusSeconds(600);

        // With a clock that is behind, or after a wait.
        assertThat(ledger().touch("a", List.of(row(Kind.ACCESS, "access-a", "a").dueAt(later)), NOW))
                .isEqualTo(LeaseStatus.ENDED);
        assertThat(ledger().add(List.of(row(Kind.ACCESS, "late", "a").dueAt(later))))
                .isFalse();

        assertThat(claimAll(LEASE_EXPIRY)).containsExactlyInAnyOrder("access-a", "late");
    }

    @Test
    void theLedgerTellsWhichLeasesHaveEnded() {
        for (String lease : List.of("active", "ended", "revoked", "expired")) {
            ledger().enter(pair(lease, "r-" + lease));
        }
        Instant later = LEASE_EXPIRY.plusSeconds(600);
        ledger().touch("active", List.of(row(Kind.REFRESH, "r-active", "active").dueAt(later)), NOW);
        ledger().end("revoked", List.of(), NOW);
        claimAll(NOW);
        ledger().end("ended", List.of(), NOW);
        assertThat(ledger().ended(List.of("active", "revoked", "expired", "ended")))
                .containsExactlyInAnyOrder("revoked", "ended");
        claimAll(LEASE_EXPIRY);

        assertThat(ledger().ended(List.of("active", "revoked", "expired", "ended")))
                .containsExactlyInAnyOrder("revoked", "expired", "ended");
        assertThat(ledger().ended(List.of())).isEmpty();
    }

    @Test
    void theEndOfAnUnknownLeaseMakesTheGivenTokensDue() {
        ledger().end("a", pair("a", "r"), NOW);

        assertThat(claimAll(NOW)).containsExactly("r", "access-a");
    }

    @Test
    void aSharedRefreshTokenIsRevokedWithItsLastLease() {
        ledger().enter(pair("a", "shared"));
        ledger().enter(pair("b", "shared"));

        ledger().end("a", List.of(), NOW);
        assertThat(claimAll(NOW)).containsExactly("access-a");

        ledger().end("b", List.of(), NOW);
        assertThat(claimAll(NOW)).containsExactly("shared", "access-b");
    }

    @Test
    void aSharedRefreshTokenIsRevokedOnceWhenAllItsLeasesEndTogether() {
        ledger().enter(pair("a", "shared"));
        ledger().enter(pair("b", "shared"));
        ledger().end("a", List.of(), NOW);
        ledger().end("b", List.of(), NOW);

        assertThat(claimAll(NOW)).containsExactlyInAnyOrder("access-a", "access-b", "shared");
    }

    @Test
    void refreshTokensOfAllLeasesComeBeforeAnyAccessToken() {
        for (String lease : List.of("a", "b", "c")) {
            ledger().enter(pair(lease, "refresh-" + lease));
            ledger().end(lease, List.of(), NOW);
        }

        assertThat(claimAll(NOW))
                .containsExactly("refresh-a", "refresh-b", "refresh-c", "access-a", "access-b", "access-c");
    }

    @Test
    void aClaimedRowIsNotClaimedAgainUntilTheClaimEnds() {
        ledger().enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger().end("a", List.of(), NOW);

        assertThat(ledger().claim(NOW, CLAIM_END)).isPresent();
        assertThat(ledger().pendingRevocations(NOW)).isEqualTo(1);
        assertThat(ledger().claim(CLAIM_END.minusMillis(1), CLAIM_END)).isEmpty();
        assertThat(ledger().claim(CLAIM_END, CLAIM_END.plusSeconds(60))).isPresent();
    }

    @Test
    void theOutlookHasTheWaitingRowsAndTheOldestDueOne() {
        assertThat(ledger().outlook(NOW).join()).contains(new Outlook(0, Optional.empty()));
        ledger().enter(pair("a", "r"));
        ledger().enter(pair("b", "s"));
        assertThat(ledger().outlook(NOW).join()).contains(new Outlook(0, Optional.empty()));

        ledger().end("a", List.of(), NOW);
        ledger().end("b", List.of(), NOW.plusSeconds(5));
        assertThat(ledger().outlook(NOW.plusSeconds(6)).join()).contains(new Outlook(4, Optional.of(NOW)));

        Row claimed = ledger().claim(NOW.plusSeconds(6), CLAIM_END).orElseThrow();
        ledger().postpone(claimed.dueAt(CLAIM_END));
        assertThat(ledger().outlook(NOW.plusSeconds(6)).join().orElseThrow().waiting())
                .as("a postponed row waits too")
                .isEqualTo(4);
    }

    @Test
    void L14_aSecondEndDoesNotRevokeTwice() {
        ledger().enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger().end("a", List.of(), NOW);
        ledger().claim(NOW, CLAIM_END);

        ledger().end("a", List.of(), NOW);

        assertThat(ledger().claim(NOW, CLAIM_END)).isEmpty();
    }

    @Test
    void aPostponedRowIsDueAgainAtItsMoment() {
        ledger().enter(List.of(row(Kind.ACCESS, "t", "a")));
        ledger().end("a", List.of(), NOW);
        Row claimed = ledger().claim(NOW, CLAIM_END).orElseThrow();

        ledger().postpone(claimed.dueAt(NOW.plusSeconds(5)));

        assertThat(ledger().claim(NOW.plusSeconds(4), CLAIM_END)).isEmpty();
        assertThat(ledger().claim(NOW.plusSeconds(5), CLAIM_END))
                .hasValueSatisfying(row -> assertThat(row.attempts()).isEqualTo(2));
    }

    @Test
    void anExpiredTokenIsDroppedWithoutARevocation() {
        ledger().enter(pair("a", "r"));

        assertThat(claimAll(NOW.plus(Duration.ofHours(1)))).containsExactly("r");
        assertThat(ledger().size()).isZero();
    }

    @Test
    void aTokenThatIsEnteredTwiceIsOneRow() {
        ledger().enter(pair("a", "r"));
        ledger().enter(pair("a", "r"));

        assertThat(ledger().size()).isEqualTo(2);
    }

    @Test
    void rowsEnteredAfterTheEndAreDueAtOnce() {
        ledger().enter(pair("a", "r"));
        ledger().end("a", List.of(), NOW);

        assertThat(ledger().enter(List.of(row(Kind.ACCESS, "late", "a")))).isFalse();

        assertThat(claimAll(NOW)).containsExactlyInAnyOrder("r", "access-a", "late");
    }

    @Test
    void rowsEnteredAfterTheEndOfALeaseThatHadNoneAreDueAtOnce() {
        ledger().end("a", List.of(), NOW);

        assertThat(ledger().enter(pair("a", "r"))).isFalse();

        assertThat(claimAll(NOW)).containsExactly("r", "access-a");
    }

    @Test
    void rowsAddedAfterTheEndAreDueAtOnceEvenIfTheFormerOnesAreGone() {
        ledger().enter(pair("a", "r"));
        ledger().end("a", List.of(), NOW);
        claimAll(NOW);

        assertThat(ledger().add(List.of(row(Kind.ACCESS, "late", "a")))).isFalse();

        assertThat(claimAll(NOW)).containsExactly("late");
    }

    @Test
    void rowsAreAddedToAnActiveLease() {
        ledger().enter(pair("a", "r"));

        assertThat(ledger().add(List.of(row(Kind.ACCESS, "second", "a").dueAt(LEASE_EXPIRY.plusSeconds(1)))))
                .isTrue();

        assertThat(claimAll(LEASE_EXPIRY)).isEmpty();
        assertThat(claimAll(LEASE_EXPIRY.plusSeconds(1))).containsExactlyInAnyOrder("r", "access-a", "second");
    }
}
