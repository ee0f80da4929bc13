package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The waits between attempts. */
class BackoffTest {

    private static final class Extreme implements RandomGenerator {
        private final boolean highest;

        Extreme(boolean highest) {
            this.highest = highest;
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("A wait without a bound was drawn.");
        }

        @Override
        public long nextLong(long bound) {
            return highest ? bound - 1 : 0;
        }
    }

    private static long longest(long first, long most, int failures) {
        return new Backoff(Duration.ofNanos(first), Duration.ofNanos(most))
                .after(failures, new Extreme(true))
                .toNanos();
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "2, 20", "3, 40", "4, 47", "5, 47", "1000, 47"})
    void theLongestWaitDoublesWithEachFailureUpToTheLargestBound(int failures, long longest) {
        assertThat(longest(10, 47, failures)).isEqualTo(longest);
    }

    @Test
    void theShortestWaitIsZero() {
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));

        assertThat(backoff.after(9, new Extreme(false))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65, 128, Integer.MAX_VALUE})
    void fromTheSixtyThirdFailureTheBoundIsTheLargest(int failures) {
        long most = Long.MAX_VALUE - 1;

        assertThat(longest(1, most, failures)).isEqualTo(most);
    }
}
