package io.github.circleauth.http;

import java.time.Duration;

/**
 * Circle's limit, kept on our side: never more than so many calls in any span of the window's length. It never waits; who
 * gets no permit learns how long it would have to.
 *
 * <p>When the limit runs short, the less urgent give way: somebody else's sign-in always finds the last twentieth free,
 * and revocations, of which thousands may come due at once, take a quarter, or more only while less than half is in use.
 */
final class RateLimiter {

    static final int MOST_CALLS = 1_000_000;

    private final int limit;
    private final long window;
    private final Ticker ticker;

    // A ring of the calls that still count, oldest at `head`. Guarded by this; nothing slow happens under it.
    private final long[] times;
    private final boolean[] revoking;
    private int head;
    private int total;
    private int revocations;
    private boolean closed;
    private long closedUntil;

    RateLimiter(int limit, Duration window, Ticker ticker) {
        this.limit = limit;
        this.window = window.toNanos();
        this.ticker = ticker;
        this.times = new long[limit];
        this.revoking = new boolean[limit];
    }

    /** Takes a permit and returns zero, or takes none and returns how long there will be none for this priority. */
    synchronized Duration acquire(RequestPriority priority) {
        long now = ticker.nanos();
        if (closed && closedUntil - now > 0) {
            return Duration.ofNanos(closedUntil - now);
        }
        closed = false;
        forget(now);
        if (!isAllowed(priority, total, revocations)) {
            return Duration.ofNanos(wait(priority, now));
        }
        add(now, priority == RequestPriority.REVOCATION);
        return Duration.ZERO;
    }

    /** Counts a call that is made in any case, such as one of the Member API: Circle's limit is over all its APIs. */
    synchronized void count() {
        long now = ticker.nanos();
        forget(now);
        if (total == limit) {
            forgetOldest(); // There are no more than none left; from now on the newer one counts, for longer.
        }
        add(now, false);
    }

    private void add(long now, boolean revocation) {
        int tail = (head + total) % limit;
        times[tail] = now;
        revoking[tail] = revocation;
        total++;
        revocations += revocation ? 1 : 0;
    }

    /** Lets nobody through for a while: Circle itself has said that it is too much. */
    synchronized void close(Duration time) {
        long until = ticker.nanos() + time.toNanos();
        if (!closed || until - closedUntil > 0) {
            closedUntil = until;
            closed = true;
        }
    }

    private void forget(long now) {
        while (total > 0 && now - times[head] >= window) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        revocations -= revoking[head] ? 1 : 0;
        total--;
        head = (head + 1) % limit;
    }

    private boolean isAllowed(RequestPriority priority, int used, int usedByRevocations) {
        return switch (priority) {
            case SIGN_IN -> used < limit;
            case AWAITED -> used < allBut(5);
            case BEHIND -> used < allBut(10);
            case REVOCATION -> used < limit / 2.0 || (used < allBut(10) && usedByRevocations < limit / 4.0);
        };
    }

    /** A limit of a few calls has no twentieth to set aside; one call is always left to everybody. */
    private int allBut(int percent) {
        return Math.max(1, (int) (limit * (100L - percent) / 100));
    }

    /** Returns how long it takes until enough calls have left the window, if no other comes. */
    private long wait(RequestPriority priority, long now) {
        int used = total;
        int usedByRevocations = revocations;
        int oldest = head;
        long leaves = now;
        while (used > 0 && !isAllowed(priority, used, usedByRevocations)) {
            leaves = times[oldest] + window;
            used--;
            usedByRevocations -= revoking[oldest] ? 1 : 0;
            oldest = (oldest + 1) % limit;
        }
        return leaves - now;
    }
}
