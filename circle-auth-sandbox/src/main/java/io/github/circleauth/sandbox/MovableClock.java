package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The sandbox's clock: another clock, plus an offset that tests move. */
public final class MovableClock implements InstantSource {

    private final InstantSource base;
    private volatile Duration offset = Duration.ZERO;

    public MovableClock(InstantSource base) {
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset());
    }

    /** Moves this clock; back, if the step is negative. */
    public synchronized void advance(Duration step) {
        offset = offset.plus(step);
    }

    /** How far this clock is ahead of the one beneath it. */
    public Duration offset() {
        return offset;
    }

    synchronized void reset() {
        offset = Duration.ZERO;
    }
}
