package io.github.circleauth.benchmarks;

import io.github.circleauth.http.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

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

    /** Returns the same time as a clock. */
    Clock clock() {
        return withZone(ZoneOffset.UTC);
    }

    @Override
    public long nanos() {
        return System.nanoTime() + later.toNanos();
    }
}
