package io.github.circleauth.session;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits between attempts: a bound that doubles with each failure in a row, and a wait drawn evenly below it ("full jitter"),
 * so that attempts that failed together are not repeated together.
 *
 * @param first the bound after the first failure
 * @param max the largest bound
 */
record Backoff(Duration first, Duration max) {

    /**
     * Draws a wait.
     *
     * @param failures how many failures there were in a row, from 1
     */
    Duration after(int failures, RandomGenerator random) {
        long bound = max.toNanos();
        int doublings = failures - 1;
        if (doublings < 62 && first.toNanos() <= bound >> doublings) {
            bound = first.toNanos() << doublings;
        }
        return Duration.ofNanos(random.nextLong(bound + 1));
    }
}
