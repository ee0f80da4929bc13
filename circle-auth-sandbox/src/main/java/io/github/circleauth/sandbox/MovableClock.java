package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The sandbox's clock: another clock, plus an offset that tests move. Answers that are to come late wait for it. */
public final class MovableClock implements InstantSource {

    private final InstantSource base;
    private final HeldCalls calls = new HeldCalls();
    private volatile Duration offset = Duration.ZERO;
    /** Another one after each reset. */
    private volatile Object life = new Object();

    public MovableClock(InstantSource base) {
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset());
    }

    /** Moves this clock; back, if the step is negative. */
    public void advance(Duration step) {
        calls.change(() -> offset = offset.plus(step));
    }

    /** How far this clock is ahead of the one beneath it. */
    public Duration offset() {
        return offset;
    }

    /**
     * Waits until so many calls that a fault has slowed down wait for this clock.
     *
     * @throws IllegalStateException if they haven't come in time
     */
    public void awaitWaiting(int calls, Duration atMost) {
        this.calls.await(calls, atMost, "to wait for the clock");
    }

    /** Returns when this clock shows that time, whether it got there by itself or was moved, or when it is reset. */
    void waitFor(Instant time) throws InterruptedException {
        Object born = life;
        calls.hold(() -> life == born ? TimeUnit.NANOSECONDS.convert(Duration.between(instant(), time)) : 0);
    }

    void reset() {
        calls.change(() -> {
            offset = Duration.ZERO;
            life = new Object();
        });
    }
}
