package io.github.circleauth.http;

import java.time.Duration;

/**
 * Circle's rate limit, kept on our side: at most so many requests in any span of the window's length. It never waits: it
 * grants a permit, or returns the wait until it could.
 *
 * <p>When the limit runs short, less urgent requests are rejected first. The last twentieth is reserved for sign-ins.
 * Revocations, of which thousands may be due at once, take at most a quarter, or more while less than half is in use.
 */
final class RateLimiter {

    static final int MAX_REQUESTS = 1_000_000;

    private final int limit;
    private final long window;
    private final Ticker ticker;

    // A ring of the requests that still count, oldest at `head`. Guarded by this; nothing slow runs under the lock.
    private final long[] times;
    private final boolean[] isRevocation;
    private int head;
    private int total;
    private int revocations;
    private boolean paused;
    private long pausedUntil;

    RateLimiter(int limit, Duration window, Ticker ticker) {
        this.limit = limit;
        this.window = window.toNanos();
        this.ticker = ticker;
        this.times = new long[limit];
        this.isRevocation = new boolean[limit];
    }

    /** Takes a permit and returns zero; otherwise returns the wait until one is free for this priority. */
    synchronized Duration acquire(RequestPriority priority) {
        long now = ticker.nanos();
        if (paused && pausedUntil - now > 0) {
            return Duration.ofNanos(pausedUntil - now);
        }
        paused = false;
        forget(now);
        if (!isAllowed(priority, total, revocations)) {
            return Duration.ofNanos(wait(priority, now));
        }
        add(now, priority == RequestPriority.REVOCATION);
        return Duration.ZERO;
    }

    /** Counts a request that is sent in any case, such as one of the Member API: Circle's limit covers all its APIs. */
    synchronized void count() {
        long now = ticker.nanos();
        forget(now);
        if (total == limit) {
            // Full: the newest replaces the oldest, since it counts for longer.
            forgetOldest();
        }
        add(now, false);
    }

    private void add(long now, boolean revocation) {
        int tail = (head + total) % limit;
        times[tail] = now;
        isRevocation[tail] = revocation;
        total++;
        revocations += revocation ? 1 : 0;
    }

    /** Grants no permits for a while: Circle has sent a 429. */
    synchronized void pause(Duration time) {
        long until = ticker.nanos() + time.toNanos();
        if (!paused || until - pausedUntil > 0) {
            pausedUntil = until;
            paused = true;
        }
    }

    private void forget(long now) {
        while (total > 0 && now - times[head] >= window) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        revocations -= isRevocation[head] ? 1 : 0;
        total--;
        head = (head + 1) % limit;
    }

    private boolean isAllowed(RequestPriority priority, int used, int usedByRevocations) {
        return switch (priority) {
            case SIGN_IN -> used < limit;
            case AWAITED -> used < allBut(5);
            case BACKGROUND -> used < allBut(10);
            case REVOCATION -> used < limit / 2.0 || (used < allBut(10) && usedByRevocations < limit / 4.0);
        };
    }

    /** A limit of a few requests has no twentieth to reserve; one request is open to every priority. */
    private int allBut(int percent) {
        return Math.max(1, (int) (limit * (100L - percent) / 100));
    }

    /** Returns the time until enough requests have left the window, if no other is added. */
    private long wait(RequestPriority priority, long now) {
        int used = total;
        int usedByRevocations = revocations;
        int oldest = head;
        long leaves = now;
        while (used > 0 && !isAllowed(priority, used, usedByRevocations)) {
            leaves = times[oldest] + window;
            used--;
            usedByRevocations -= isRevocation[oldest] ? 1 : 0;
            oldest = (oldest + 1) % limit;
        }
        return leaves - now;
    }
}
