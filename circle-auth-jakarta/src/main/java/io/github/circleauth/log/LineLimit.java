package io.github.circleauth.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the lines about failures of one kind, each of which may come with every request: some at once, then one a minute, which
 * says how many there were in between. Thread-safe.
 */
public final class LineLimit {

    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final long burst;

    // Guarded by this.
    private long paidUntil;
    private int leftOut;

    /**
     * Creates a limit.
     *
     * @param atOnce how many lines may follow each other at once, after a time without any
     * @param nanos monotonic time
     */
    public LineLimit(int atOnce, LongSupplier nanos) {
        this.nanos = nanos;
        this.burst = (atOnce - 1) * INTERVAL;
        this.paidUntil = nanos.getAsLong();
    }

    /** Counts a failure. Returns the end of its line, which may be empty, or null if there is to be no line for it. */
    public synchronized @Nullable String endOfLine() {
        long now = nanos.getAsLong();
        long ahead = Math.max(0, paidUntil - now);
        if (ahead > burst) {
            leftOut++;
            return null;
        }
        paidUntil = now + ahead + INTERVAL;
        String end = leftOut == 0 ? "" : " Since the last such line, " + leftOut + " more were left out.";
        leftOut = 0;
        return end;
    }
}
