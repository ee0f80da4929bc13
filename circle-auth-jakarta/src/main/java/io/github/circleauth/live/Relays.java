package io.github.circleauth.live;

import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.live.Subscriber.RelayEnd;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.Leases;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The relays of one deployment: one for each lease that has subscribers. Thread-safe; no method blocks. */
public final class Relays implements AutoCloseable {

    static final int MAX = 20_000;

    private static final Logger LOG = System.getLogger(Relays.class.getName());

    /** A relay, and whose it is. */
    private record OfLease(Lease lease, Relay relay) {}

    private final Leases leases;
    private final LiveEnvironment environment;

    // Guarded by this.
    private final Map<String, OfLease> relays = new HashMap<>();
    private boolean closed;
    private boolean fullLogged;

    /**
     * Creates the relays of a deployment. They make no connection before there is a subscriber.
     *
     * @param executor the library's own threads, where subscribers are called
     * @param random for jitter
     */
    public static Relays of(
            Leases leases,
            CircleHttp http,
            LiveNetwork network,
            Executor executor,
            Ticker ticker,
            RandomGenerator random) {
        Upstream upstream = new JdkUpstream(network, executor, http::responded);
        return new Relays(leases, new LiveEnvironment(upstream, http::acquireHandshake, executor, ticker, random));
    }

    Relays(Leases leases, LiveEnvironment environment) {
        this.leases = leases;
        this.environment = environment;
    }

    /**
     * Refuses the lease of a user without a session: nothing would tell its relay that the user has left.
     *
     * @throws IllegalStateException if it is one
     */
    void requireSession(Lease lease) {
        if (leases.users().contains(lease)) {
            throw new IllegalStateException(
                    "The live channel needs an HTTP session, with which it ends. This user has none:"
                            + " the token is that of circle.auth.sessionless=per-user. Subscribe for users with a session.");
        }
    }

    /**
     * Subscribes to a channel as the member of a lease. The subscriber is called on the library's own threads.
     *
     * @param origin the value of the handshake's Origin header if a connection to Circle must be made: one of the domains that
     *     the community allows
     */
    Subscription subscribe(Lease lease, LiveChannel channel, String origin, Subscriber subscriber) {
        Place place = new Place(channel, subscriber);
        subscribe(lease, origin, place);
        return place;
    }

    private void subscribe(Lease lease, String origin, Place place) {
        Relay relay;
        boolean undeploying;
        synchronized (this) {
            undeploying = closed;
            relay = closed ? null : of(lease, origin);
        }
        if (relay == null || !relay.subscribe(place)) {
            tell(() -> {
                if (undeploying) {
                    place.ended(RelayEnd.LEASE_ENDED);
                } else {
                    place.rejected();
                }
            });
        }
    }

    private @Nullable Relay of(Lease lease, String origin) {
        OfLease known = relays.get(lease.id());
        if (known != null && known.lease().equals(lease)) {
            return known.relay();
        }
        if (known != null) { // Rebuilt since from its session's text.
            known.relay().end();
        } else if (relays.size() >= MAX) {
            logFull();
            return null;
        }
        Relay relay = new Relay(new SessionLiveLease(leases, lease), origin, environment, new Relay.Owner() {
            @Override
            public void closed(Relay relay) {
                remove(lease.id(), relay);
            }

            @Override
            public void cameTooLate(Place place) {
                subscribe(lease, origin, place);
            }
        });
        relays.put(lease.id(), new OfLease(lease, relay));
        return relay;
    }

    private synchronized void remove(String leaseId, Relay relay) {
        OfLease known = relays.get(leaseId);
        if (known != null && known.relay().equals(relay)) {
            relays.remove(leaseId);
        }
    }

    private void logFull() {
        if (!fullLogged) {
            fullLogged = true;
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0123: {0} sessions are connected to Circle''s real-time channel, and no more are on this server.",
                    MAX);
        }
    }

    private void tell(Runnable call) {
        try {
            environment.executor().execute(call);
        } catch (RejectedExecutionException undeployed) {
            // Its subscriber ends with the application.
        }
    }

    /** Does what time demands. Called once a second. */
    public void tick() {
        all().forEach(each -> each.relay().tick());
    }

    /** Returns the ids of the leases that have a relay. */
    synchronized Set<String> leaseIds() {
        return Set.copyOf(relays.keySet());
    }

    private synchronized List<OfLease> all() {
        return List.copyOf(relays.values());
    }

    /** Returns how many sessions are connected to Circle, or about to be. */
    public synchronized int size() {
        return relays.size();
    }

    /** Ends the relay of a lease that has ended. */
    public void leaseEnded(String leaseId) {
        OfLease ended;
        synchronized (this) {
            ended = relays.get(leaseId);
        }
        if (ended != null) {
            ended.relay().end();
        }
    }

    /** Ends all relays and their connections. A later subscriber is told that its lease ended. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        all().forEach(each -> each.relay().end());
        environment.upstream().close();
    }
}
