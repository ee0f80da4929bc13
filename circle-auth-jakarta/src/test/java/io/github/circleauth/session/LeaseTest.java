package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The one cell in which a renewal that lands and an end meet. */
class LeaseTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final HeldTokens HOLDING = HeldTokens.of(
            RenewalScheduleTest.tokensFor(Duration.ofHours(1)),
            new RenewalSchedule.Dates(NOW.plusSeconds(3000), NOW.plusSeconds(3570)),
            "text",
            NOW,
            0);

    private final OneServer server = new OneServer();
    private final Lease lease = server.open(ADA);

    @AfterEach
    void close() {
        server.close();
    }

    private Renewal renewal() {
        return new Renewal(lease, null, null, null);
    }

    @Test
    void whatLandsAfterTheEndIsToldSoAndNotHeld() {
        assertThat(lease.end()).isTrue();

        assertThat(lease.land(HOLDING, true)).isFalse();
        assertThat(lease.holding()).isNull();
        assertThat(lease.stateAt(0)).isEqualTo(TokenState.ENDED);
    }

    @Test
    void anEndTakesWhatHasLandedAndHappensOnce() {
        assertThat(lease.land(HOLDING, false)).isTrue();

        assertThat(lease.end()).isTrue();
        assertThat(lease.end()).isFalse();
        assertThat(lease.holding()).isNull();
    }

    @Test
    void ofTwoRenewalsThatBoardTheFirstFlies() {
        Renewal first = renewal();

        assertThat(lease.board(first)).isSameAs(first);
        assertThat(lease.board(renewal())).isSameAs(first);
    }

    @Test
    void theSnapshotIsTheSameObjectUntilTheTokensOrTheRenewalChange() {
        Object first = lease.snapshot();
        lease.usedAt(1);
        lease.touched(1, 60);
        lease.published("text");
        assertThat(lease.snapshot()).isSameAs(first);

        lease.board(renewal());
        Object renewing = lease.snapshot();
        lease.land(HOLDING, false);
        Object renewed = lease.snapshot();
        lease.end();

        assertThat(List.of(first, renewing, renewed)).doesNotHaveDuplicates();
        assertThat(lease.snapshot()).isNotSameAs(renewed);
    }

    @Test
    void nobodyBoardsAfterTheEnd() {
        lease.end();

        assertThat(lease.board(renewal())).isNull();
    }

    @Test
    void aFailureAfterTheEndLeavesItEnded() {
        lease.end();

        lease.failed(new Lease.Failure(RenewalFailures.notAsked("late", Duration.ZERO), 0, 1), true);
        lease.retry();

        assertThat(lease.isEnded()).isTrue();
        assertThat(lease.setback()).isNull();
    }

    @Test
    void nothingIsTakenOverAfterTheEnd() {
        lease.end();

        lease.takeOver(HOLDING);

        assertThat(lease.holding()).isNull();
        assertThat(lease.isEnded()).isTrue();
    }

    @Test
    void takingOverLeavesTheFlightInTheAir() {
        Renewal flight = renewal();
        lease.board(flight);

        lease.takeOver(HOLDING);

        assertThat(lease.flight()).isSameAs(flight);
    }

    @Test
    void landingEndsTheFlightAndForgetsTheFailure() {
        lease.failed(new Lease.Failure(RenewalFailures.notAsked("before", Duration.ZERO), 0, 1), true);
        lease.board(renewal());

        lease.land(HOLDING, true);

        assertThat(lease.flight()).isNull();
        assertThat(lease.setback()).isNull();
        assertThat(lease.renewals()).isEqualTo(1);
    }
}
