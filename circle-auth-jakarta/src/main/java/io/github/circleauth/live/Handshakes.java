package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts the handshakes of each lease, since each is work for the server. Thread-safe. */
final class Handshakes {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final int perMinute;
    private final Ticker ticker;

    // Guarded by this.
    private final Map<String, Minute> minutes = new HashMap<>();

    /** The handshakes of one lease since a time. */
    private record Minute(long since, int count) {}

    Handshakes(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.ticker = ticker;
    }

    /** Counts a handshake. Returns false if there were too many within a minute. */
    synchronized boolean isWithinRate(String leaseId) {
        long now = ticker.nanos();
        Minute minute = minutes.get(leaseId);
        Minute counted = minute == null || isOver(minute, now)
                ? new Minute(now, 1)
                : new Minute(minute.since, Math.min(minute.count + 1, perMinute + 1));
        minutes.put(leaseId, counted);
        return counted.count <= perMinute;
    }

    /** Forgets minutes that are over. */
    synchronized void sweep() {
        long now = ticker.nanos();
        minutes.values().removeIf(minute -> isOver(minute, now));
    }

    private static boolean isOver(Minute minute, long now) {
        return now - minute.since >= MINUTE;
    }
}
