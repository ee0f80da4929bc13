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

    /** A ticker's reading shortly before its overflow: readings are compared by their difference. */
    private static final long NANOS = Long.MAX_VALUE - Duration.ofMinutes(20).toNanos();

    private final HeldTokens held = HeldTokens.of(
            RenewalScheduleTest.tokensFor(Duration.ofHours(1)),
            new RenewalSchedule.Dates(NOW.plus(Duration.ofMinutes(50)), NOW.plus(Duration.ofMinutes(59))),
            "text",
            NOW,
            NANOS);

    private static long after(Duration time) {
        return NANOS + time.toNanos();
    }

    @Test
    void tokensAreFreshThenStaleThenExpiredEachFromItsExactTime() {
        assertThat(held.stateAt(NANOS)).isEqualTo(TokenState.FRESH);
        assertThat(held.stateAt(after(Duration.ofMinutes(50)) - 1)).isEqualTo(TokenState.FRESH);
        assertThat(held.stateAt(after(Duration.ofMinutes(50)))).isEqualTo(TokenState.STALE);
        assertThat(held.stateAt(after(Duration.ofMinutes(59)) - 1)).isEqualTo(TokenState.STALE);
        assertThat(held.isValidAt(after(Duration.ofMinutes(59)) - 1)).isTrue();
        assertThat(held.stateAt(after(Duration.ofMinutes(59)))).isEqualTo(TokenState.EXPIRED);
        assertThat(held.isValidAt(after(Duration.ofMinutes(59)))).isFalse();
    }

    @Test
    void aRejectedTokenIsExpiredAtOnce() {
        HeldTokens rejected = held.rejectedAt(NANOS);

        assertThat(rejected.stateAt(NANOS)).isEqualTo(TokenState.EXPIRED);
        assertThat(rejected.tokens()).isEqualTo(held.tokens());
    }

    @Test
    void onlyAnotherTokenThatExpiresLaterIsNewer() {
        Instant expiry = held.tokens().accessToken().expiresAt();

        assertThat(held.isOutlivedBy(new AccessToken(Secret.of("other"), expiry.plusMillis(1))))
                .isTrue();
        assertThat(held.isOutlivedBy(new AccessToken(Secret.of("other"), expiry)))
                .isFalse();
        assertThat(held.isOutlivedBy(new AccessToken(Secret.of("access"), expiry.plusMillis(1))))
                .isFalse();
    }
}
