package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenewalScheduleTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RenewalSchedule SCHEDULE = new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30));

    static MemberTokens tokensFor(Duration life) {
        return new MemberTokens(
                new AccessToken(Secret.of("access"), NOW.plus(life)),
                Secret.of("refresh"),
                NOW.plus(Duration.ofDays(30)),
                1001,
                1);
    }

    private static RenewalSchedule.Dates dates(Duration life, long seed) {
        return SCHEDULE.datesOf(tokensFor(life), NOW, new Random(seed));
    }

    @Test
    void anHoursTokenIsStaleBetweenMinute45And57AndExpiredThirtySecondsBeforeItsExpiry() {
        for (long seed = 0; seed < 1_000; seed++) {
            RenewalSchedule.Dates dates = dates(Duration.ofHours(1), seed);
            assertThat(dates.staleAt()).isBetween(NOW.plus(Duration.ofMinutes(45)), NOW.plus(Duration.ofMinutes(57)));
            assertThat(dates.expiredAt())
                    .isEqualTo(NOW.plus(Duration.ofMinutes(60)).minusSeconds(30));
        }
    }

    @Test
    @Tag("C3")
    void renewalsOfSessionsThatBeganTogetherAreSpreadEvenlyOverTwelveMinutes() {
        Random random = new Random(7);
        int[] inMinute = new int[12];
        for (int i = 0; i < 12_000; i++) {
            Instant staleAt = SCHEDULE.datesOf(tokensFor(Duration.ofHours(1)), NOW, random)
                    .staleAt();
            inMinute[Math.min(11, (int) Duration.between(NOW, staleAt).toMinutes() - 45)]++;
        }

        assertThat(Arrays.stream(inMinute)).allMatch(count -> count > 850 && count < 1_150);
    }

    @Test
    void refreshAheadIsAtMostAQuarterOfATokensLifeAndTheMarginATwentieth() {
        for (long seed = 0; seed < 200; seed++) {
            RenewalSchedule.Dates dates = dates(Duration.ofSeconds(60), seed);
            assertThat(dates.staleAt()).isBetween(NOW.plusSeconds(45), NOW.plusSeconds(57));
            assertThat(dates.expiredAt()).isEqualTo(NOW.plusSeconds(57));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000_000_000L, -1, 0, 1, 2, 3, 4, 5, 19, 20, 21, 1_000, 1_000_000, 1_000_000_000})
    void aTinyOrNegativeLifeGivesDatesInOrder(long lifeInNanos) {
        for (long seed = 0; seed < 50; seed++) {
            Duration life = Duration.ofNanos(lifeInNanos);
            RenewalSchedule.Dates dates = dates(life, seed);
            assertThat(dates.staleAt()).isBeforeOrEqualTo(dates.expiredAt());
            assertThat(dates.expiredAt()).isBeforeOrEqualTo(NOW.plus(life));
            if (lifeInNanos > 0) {
                assertThat(dates.staleAt())
                        .as("fresh for most of its life")
                        .isAfterOrEqualTo(NOW.plusNanos(lifeInNanos * 3 / 4));
            }
        }
    }

    @Test
    void withoutAMarginATokenIsServedUntilItsExpiry() {
        RenewalSchedule.Dates dates = new RenewalSchedule(Duration.ofMinutes(15), Duration.ZERO)
                .datesOf(tokensFor(Duration.ofHours(1)), NOW, new Random(1));

        assertThat(dates.expiredAt()).isEqualTo(NOW.plus(Duration.ofHours(1)));
    }
}
