package io.github.circleauth.live;

import io.github.circleauth.session.Lease;

/** The relays of one deployment: one for each lease that has subscribers. Thread-safe; no method blocks. */
public final class Relays implements AutoCloseable {

    /**
     * Subscribes to a channel as the member of a lease. The subscriber is called on the library's own threads.
     *
     * @param origin the value of the handshake's Origin header if a connection to Circle must be made: one of the domains that
     *     the community allows
     */
    Subscription subscribe(Lease lease, LiveChannel channel, String origin, Subscriber subscriber) {
        return () -> {};
    }

    /** Does what time demands. Called once a second. */
    public void tick() {}

    /** Ends the relay of a lease that has ended. */
    public void leaseEnded(String leaseId) {}

    /** Ends all relays and their connections. A later subscriber is told at once that its lease ended. */
    @Override
    public void close() {}
}
