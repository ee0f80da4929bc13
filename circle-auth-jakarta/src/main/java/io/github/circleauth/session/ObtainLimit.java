package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often one identity may be asked for in a minute, so that one user who cycles through login can't use up what Circle
 * allows everybody together.
 */
public final class ObtainLimit {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final int perMinute;
    private final Ticker ticker;
    private final Map<MemberIdentity, ArrayDeque<Long>> lately = new ConcurrentHashMap<>();

    public ObtainLimit(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.ticker = ticker;
    }

    /** Counts one obtain. Returns how long to wait if the identity has had its share; zero if it may go. */
    Duration count(MemberIdentity identity) {
        long now = ticker.nanos();
        long[] wait = new long[1];
        lately.compute(identity, (same, known) -> {
            ArrayDeque<Long> moments = known == null ? new ArrayDeque<>(1) : known;
            forgetOld(moments, now);
            if (moments.size() < perMinute) {
                moments.addLast(now);
            } else {
                wait[0] = moments.getFirst() + MINUTE - now;
            }
            return moments;
        });
        return Duration.ofNanos(wait[0]);
    }

    /** Forgets identities that nobody asked for lately. */
    void sweep() {
        long now = ticker.nanos();
        for (MemberIdentity identity : lately.keySet()) {
            lately.computeIfPresent(identity, (same, moments) -> {
                forgetOld(moments, now);
                return moments.isEmpty() ? null : moments;
            });
        }
    }

    /** Returns of how many identities it knows. */
    int size() {
        return lately.size();
    }

    private static void forgetOld(ArrayDeque<Long> moments, long now) {
        while (!moments.isEmpty() && now - moments.getFirst() >= MINUTE) {
            moments.removeFirst();
        }
    }
}
