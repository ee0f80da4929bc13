package io.github.circleauth.benchmarks;

import io.github.circleauth.http.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** Time that passes only when a simulation says so. */
final class SimulatedTime implements InstantSource, Ticker {

    /** Later than the machine's time, with which Spring begins to count. */
    private static final Instant START = Instant.parse("2100-01-01T00:00:00Z");

    private Duration passed = Duration.ZERO;

    void pass(Duration time) {
        passed = passed.plus(time);
    }

    Duration passed() {
        return passed;
    }

    @Override
    public Instant instant() {
        return START.plus(passed);
    }

    @Override
    public long nanos() {
        return passed.toNanos();
    }

    /** Returns the same time as a clock. */
    Clock clock() {
        return withZone(ZoneOffset.UTC);
    }
}
