package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the obtains a minute for each identity, so that one user who signs in again and again can't use up Circle's rate
 * limit for all.
 */
public final class ObtainLimit {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final Ticker ticker;

    /** The times of each identity's obtains within the last minute. */
    private final Map<MemberIdentity, ArrayDeque<Long>> recent = new ConcurrentHashMap<>();

    public ObtainLimit(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.ticker = ticker;
    }

    /** Counts one obtain. Returns zero if it is within the limit, otherwise the time to wait; then it is not counted. */
    Duration count(MemberIdentity identity) {
        long now = ticker.nanos();
        long[] wait = new long[1];
        recent.compute(identity, (same, known) -> {
            ArrayDeque<Long> times = known == null ? new ArrayDeque<>(1) : known;
            removeOld(times, now);
            if (times.size() < perMinute) {
                times.addLast(now);
            } else {
                wait[0] = times.getFirst() + MINUTE - now;
            }
            return times;
        });
        return Duration.ofNanos(wait[0]);
    }

    /** Removes identities without an obtain within the last minute. */
    void sweep() {
        long now = ticker.nanos();
        for (MemberIdentity identity : recent.keySet()) {
            recent.computeIfPresent(identity, (same, times) -> {
                removeOld(times, now);
                return times.isEmpty() ? null : times;
            });
        }
    }

    /** Returns the number of identities with recent obtains. */
    int size() {
        return recent.size();
    }

    private static void removeOld(ArrayDeque<Long> times, long now) {
        while (!times.isEmpty() && now - times.getFirst() >= MINUTE) {
            times.removeFirst();
        }
    }
}
