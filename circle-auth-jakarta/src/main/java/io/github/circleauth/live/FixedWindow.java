package io.github.circleauth.live;

import java.time.Duration;

/** Counts events, and allows so many within a period, which begins with the first of them. For one thread at a time. */
final class FixedWindow {

    private final int limit;
    private final long period;
    private long beganAt;
    private int count;

    FixedWindow(int limit, Duration period) {
        this.limit = limit;
        this.period = period.toNanos();
    }

    /** Counts an event. Returns false if there were too many within the period. */
    boolean allows(long nanos) {
        if (count == 0 || isOver(nanos)) {
            beganAt = nanos;
            count = 0;
        }
        count = Math.min(count + 1, limit + 1);
        return count <= limit;
    }

    /** Returns whether the period has passed. */
    boolean isOver(long nanos) {
        return nanos - beganAt >= period;
    }
}
