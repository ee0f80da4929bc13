package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Secret;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeldTokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Two readings of a ticker are compared by their difference: one that is about to overflow must do too. */
    private static final long NANOS = Long.MAX_VALUE - Duration.ofMinutes(20).toNanos();

    private final HeldTokens holding = HeldTokens.of(
            RenewalScheduleTest.tokensFor(Duration.ofHours(1)),
            new RenewalSchedule.Dates(NOW.plus(Duration.ofMinutes(50)), NOW.plus(Duration.ofMinutes(59))),
            "text",
            NOW,
            NANOS);

    private static long after(Duration time) {
        return NANOS + time.toNanos();
    }

    @Test
    void itIsFreshThenStaleThenExpiredEachFromItsVeryMoment() {
        assertThat(holding.stateAt(NANOS)).isEqualTo(TokenState.FRESH);
        assertThat(holding.stateAt(after(Duration.ofMinutes(50)) - 1)).isEqualTo(TokenState.FRESH);
        assertThat(holding.stateAt(after(Duration.ofMinutes(50)))).isEqualTo(TokenState.STALE);
        assertThat(holding.stateAt(after(Duration.ofMinutes(59)) - 1)).isEqualTo(TokenState.STALE);
        assertThat(holding.isValidAt(after(Duration.ofMinutes(59)) - 1)).isTrue();
        assertThat(holding.stateAt(after(Duration.ofMinutes(59)))).isEqualTo(TokenState.EXPIRED);
        assertThat(holding.isValidAt(after(Duration.ofMinutes(59)))).isFalse();
    }

    @Test
    void aRejectedTokenIsExpiredFromThatMoment() {
        HeldTokens rejected = holding.rejectedAt(NANOS);

        assertThat(rejected.stateAt(NANOS)).isEqualTo(TokenState.EXPIRED);
        assertThat(rejected.tokens()).isEqualTo(holding.tokens());
    }

    @Test
    void onlyAnotherTokenThatEndsLaterIsNewer() {
        Instant expiry = holding.tokens().accessToken().expiresAt();

        assertThat(holding.isOutlivedBy(new AccessToken(Secret.of("other"), expiry.plusMillis(1))))
                .isTrue();
        assertThat(holding.isOutlivedBy(new AccessToken(Secret.of("other"), expiry)))
                .isFalse();
        assertThat(holding.isOutlivedBy(new AccessToken(Secret.of("access"), expiry.plusMillis(1))))
                .isFalse();
    }
}
