package io.github.circleauth.log;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the lines about failures of one kind, each of which may come with every request: some at once, then one in each interval,
 * which says how many there were in between. Thread-safe.
 */
public final class LineLimit {

    private static final Duration USUAL = Duration.ofMinutes(1);

    private final LongSupplier nanos;
    private final long interval;
    private final long burst;

    // Guarded by this.
    private long paidUntil;
    private int leftOut;

    /**
     * Creates a limit of one line a minute.
     *
     * @param atOnce how many lines may follow each other at once, after a time without any
     * @param nanos monotonic time
     */
    public LineLimit(int atOnce, LongSupplier nanos) {
        this(atOnce, USUAL, nanos);
    }

    /** As the other, with another interval than a minute. */
    public LineLimit(int atOnce, Duration interval, LongSupplier nanos) {
        this.nanos = nanos;
        this.interval = interval.toNanos();
        this.burst = (atOnce - 1) * this.interval;
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
        paidUntil = now + ahead + interval;
        return takeCount(" Since the last such line, ");
    }

    /** Counts a failure that gets no line, since it belongs to one that has its line. */
    public synchronized void leaveOut() {
        leftOut++;
    }

    /** Returns the end of the line that says that the failures are over. It has the number of those left out. */
    public synchronized String endOfLastLine() {
        return takeCount(" Since the line about the failure, ");
    }

    private String takeCount(String since) {
        String end = leftOut == 0 ? "" : since + leftOut + " more were left out.";
        leftOut = 0;
        return end;
    }
}
