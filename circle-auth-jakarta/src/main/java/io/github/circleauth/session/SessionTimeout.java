package io.github.circleauth.session;

import java.util.concurrent.TimeUnit;

/** How long a session may stay idle, as its lease sees it. */
public final class SessionTimeout {

    private static final long MAX = TimeUnit.HOURS.toNanos(8);

    private SessionTimeout() {}

    /** Returns a session timeout in nanoseconds; an endless or very long one counts as eight hours. */
    static long nanos(int seconds) {
        return seconds <= 0 ? MAX : Math.min(MAX, TimeUnit.SECONDS.toNanos(seconds));
    }

    /**
     * Returns whether no request has used a lease for as long as its session may stay idle. A container may keep the session
     * longer, such as for an open WebSocket.
     */
    public static boolean isOver(Lease lease, long nanos) {
        return nanos - lease.lastUsedAt() >= nanos(lease.timeoutSeconds());
    }
}
