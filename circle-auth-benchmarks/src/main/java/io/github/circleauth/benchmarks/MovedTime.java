package io.github.circleauth.benchmarks;

import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The machine's time, which a benchmark may move on. */
final class MovedTime implements InstantSource, Ticker {

    private volatile Duration later = Duration.ZERO;

    void pass(Duration time) {
        later = later.plus(time);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(later);
    }

    @Override
    public long nanos() {
        return System.nanoTime() + later.toNanos();
    }
}
