package io.github.circleauth.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** The sandbox's clock: a base clock plus an offset that tests move. Delayed responses wait for this clock. */
public final class MovableClock implements InstantSource {

    private static final Duration MAX_OFFSET = Duration.ofDays(36_525);

    private final InstantSource base;
    private final WaitQueue requests = new WaitQueue();
    private volatile Duration offset = Duration.ZERO;
    /** A new object after each reset. */
    private volatile Object epoch = new Object();

    private volatile Runnable moved = () -> {};

    /** Creates a clock that shows the time of its base until it is moved. */
    public MovableClock(InstantSource base) {
        this.base = base;
    }

    /** Returns the time of the base plus the offset. */
    @Override
    public Instant instant() {
        return base.instant().plus(offset());
    }

    /**
     * Moves this clock forward, or back if the duration is negative.
     *
     * @throws IllegalArgumentException if it would be more than 100 years ahead of its base, or behind: then it is not moved
     */
    public void advance(Duration duration) {
        requests.change(() -> offset = inRange(offset.plus(duration)));
        moved.run();
    }

    private static Duration inRange(Duration offset) {
        if (offset.abs().compareTo(MAX_OFFSET) > 0) {
            throw new IllegalArgumentException("The clock can be moved by 100 years at most.");
        }
        return offset;
    }

    /** Sets an action that is executed after each move. */
    void whenMoved(Runnable action) {
        this.moved = action;
    }

    /** Returns how far this clock is ahead of its base. */
    public Duration offset() {
        return offset;
    }

    /**
     * Waits until at least {@code count} requests, delayed by a fault, wait for this clock.
     *
     * @throws IllegalStateException if there are fewer when the time is over
     */
    public void awaitWaiting(int count, Duration atMost) {
        requests.awaitWaiting(count, atMost, "for the clock");
    }

    /** Returns when this clock reaches that time, by itself or because it was moved, or when it is reset. */
    void waitFor(Instant time) throws InterruptedException {
        Object before = epoch;
        requests.await(() -> epoch == before ? TimeUnit.NANOSECONDS.convert(Duration.between(instant(), time)) : 0);
    }

    void reset() {
        requests.change(() -> {
            offset = Duration.ZERO;
            epoch = new Object();
        });
    }
}
