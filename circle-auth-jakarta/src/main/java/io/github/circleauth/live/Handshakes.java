package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Counts the handshakes of each lease, since each is work for the server. Thread-safe. */
final class Handshakes {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final int perMinute;
    private final Ticker ticker;

    // Guarded by this.
    private final Map<String, FixedWindow> minutes = new HashMap<>();

    Handshakes(int perMinute, Ticker ticker) {
        this.perMinute = perMinute;
        this.ticker = ticker;
    }

    /** Counts a handshake. Returns false if there were too many within a minute. */
    synchronized boolean isWithinRate(String leaseId) {
        return minutes.computeIfAbsent(leaseId, id -> new FixedWindow(perMinute, MINUTE))
                .allows(ticker.nanos());
    }

    /** Forgets minutes that are over. */
    synchronized void sweep() {
        long now = ticker.nanos();
        minutes.values().removeIf(minute -> minute.isOver(now));
    }
}
