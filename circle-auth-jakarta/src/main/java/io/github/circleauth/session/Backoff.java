package io.github.circleauth.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to leave Circle alone after failures in a row: a bound that doubles with each failure, and a wait drawn evenly
 * below it ("full jitter"), so that those who failed together don't come back together.
 *
 * @param first the bound after the first failure
 * @param most the bound that is never passed
 */
public record Backoff(Duration first, Duration most) {

    /**
     * Draws a wait.
     *
     * @param failures how many failures there were in a row, from 1
     */
    public Duration after(int failures, RandomGenerator random) {
        long bound = most.toNanos();
        int doublings = failures - 1;
        if (doublings < 62 && first.toNanos() <= bound >> doublings) {
            bound = first.toNanos() << doublings;
        }
        return Duration.ofNanos(random.nextLong(bound + 1));
    }
}
