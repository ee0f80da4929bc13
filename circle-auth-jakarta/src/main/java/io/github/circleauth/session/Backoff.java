package io.github.circleauth.session;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: a bound that doubles with each failure in a row, and a wait drawn evenly below it ("full jitter"),
 * so that attempts that failed together are not repeated together.
 *
 * @param first the bound after the first failure
 * @param max the largest bound
 */
public record Backoff(Duration first, Duration max) {

    /** The rate limiter lets one request probe so often while it pauses all requests after a 429. */
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(60);

    /**
     * Returns the wait that a failure demands. After a 429 it is a minute at most, although Circle may demand more: the rate
     * limiter pauses all requests, and a probe may end that pause early.
     */
    static Optional<Duration> demandedBy(CircleAuthException failure) {
        Optional<Duration> demanded =
                failure instanceof CircleUnavailableException unavailable ? unavailable.retryAfter() : Optional.empty();
        return failure.status().orElse(0) == 429
                ? demanded.map(wait -> wait.compareTo(BETWEEN_PROBES) > 0 ? BETWEEN_PROBES : wait)
                : demanded;
    }

    /**
     * Draws a wait.
     *
     * @param failures how many failures there were in a row, from 1
     */
    public Duration after(int failures, RandomGenerator random) {
        long bound = max.toNanos();
        int doublings = failures - 1;
        if (doublings < 62 && first.toNanos() <= bound >> doublings) {
            bound = first.toNanos() << doublings;
        }
        return Duration.ofNanos(random.nextLong(bound + 1));
    }
}
