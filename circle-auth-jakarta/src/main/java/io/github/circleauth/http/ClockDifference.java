package io.github.circleauth.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How far Circle's clock is ahead of this server's, from the last response with a date; measured once a minute at most. */
final class ClockDifference {

    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private record Measured(Duration ahead, Instant at) {}

    private volatile @Nullable Measured last;

    /** Measures the difference. */
    void measure(Optional<String> dateHeader, Instant now) {
        Measured before = last;
        if (before != null && Duration.between(before.at, now).abs().compareTo(BETWEEN) < 0) {
            return;
        }
        CircleTime.ahead(dateHeader, now).ifPresent(ahead -> last = new Measured(ahead, now));
    }

    /** Returns the last difference: zero if the clocks agree within a date's second; empty if none was measured. */
    Optional<Duration> last() {
        return Optional.ofNullable(last).map(Measured::ahead);
    }
}
