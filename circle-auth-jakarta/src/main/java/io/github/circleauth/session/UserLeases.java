package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.LeaseEnded.Reason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The leases of users without a session: one for each identity on this server, kept by their requests. A lease ends some time
 * after its last use, when the user signs out of a session, and with the application.
 *
 * <p>A lease that another thread ends while a request uses it is like one that ended elsewhere: the request's next look-up
 * opens another one.
 */
public final class UserLeases {

    /** Circle's limit permits fewer obtains in half an hour. */
    static final int MAX = 10_000;

    /** A lease that was used more recently may be that of a request under way, and does not make room for another one. */
    static final long IN_USE = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = System.getLogger(UserLeases.class.getName());

    /** Users who are no members have no identity, and share one lease, which never has tokens. */
    private final Map<Optional<MemberIdentity>, Lease> byIdentity = new ConcurrentHashMap<>();

    private final Leases leases;

    // Guarded by this object's monitor, under which leases are opened.
    private boolean closed;
    private long noRoomBefore;
    private boolean fullLogged;

    UserLeases(Leases leases, long nanos) {
        this.leases = leases;
        this.noRoomBefore = nanos;
    }

    /**
     * Returns the lease of an identity, opened if there is none, or null if there are too many. The caller's request counts
     * as a use. Allocates nothing for a lease that is there.
     *
     * @param idleSeconds how long after its last use the lease ends
     */
    public @Nullable Lease of(Optional<MemberIdentity> identity, int idleSeconds, long nanos) {
        Lease known = byIdentity.get(identity);
        Lease lease = isUsable(known, nanos) ? known : open(identity, idleSeconds, nanos);
        if (lease != null) {
            leases.touch(lease, idleSeconds, nanos);
        }
        return lease;
    }

    private static boolean isUsable(@Nullable Lease lease, long nanos) {
        return lease != null && !lease.isEnded() && !lease.isExpiredAt(nanos);
    }

    private @Nullable Lease open(Optional<MemberIdentity> identity, int idleSeconds, long nanos) {
        // Former leases end outside the monitor, since listeners are told of it.
        List<Runnable> ends = new ArrayList<>();
        Lease lease = open(identity, idleSeconds, nanos, ends);
        ends.forEach(Runnable::run);
        return lease;
    }

    private synchronized @Nullable Lease open(
            Optional<MemberIdentity> identity, int idleSeconds, long nanos, List<Runnable> ends) {
        Lease known = byIdentity.get(identity);
        if (isUsable(known, nanos)) {
            return known; // Another request has opened it.
        }
        if (known != null) {
            remove(identity, known, Reason.EXPIRED).ifPresent(ends::add);
        }
        if (closed || (byIdentity.size() >= MAX && !makeRoom(nanos, ends))) {
            return null;
        }
        Lease lease = leases.open("", identity, idleSeconds, nanos);
        byIdentity.put(identity, lease);
        return lease;
    }

    /** Removes the lease that has been idle for longest. Returns false if that one may be in use. */
    private boolean makeRoom(long nanos, List<Runnable> ends) {
        if (nanos - noRoomBefore < 0) {
            return false;
        }
        var longestIdle = byIdentity.entrySet().stream()
                .min((one, other) -> Long.signum(
                        one.getValue().lastUsedAt() - other.getValue().lastUsedAt()));
        if (longestIdle.isEmpty()) {
            return true; // All have just ended.
        }
        logFull();
        Lease lease = longestIdle.get().getValue();
        if (nanos - lease.lastUsedAt() < IN_USE && !lease.isEnded()) {
            noRoomBefore = lease.lastUsedAt() + IN_USE;
            return false;
        }
        remove(longestIdle.get().getKey(), lease, Reason.REPLACED).ifPresent(ends::add);
        return true;
    }

    private void logFull() {
        if (!fullLogged) {
            fullLogged = true;
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0057: {0} users without a session have a lease on this server, which is the limit"
                            + " (circle.auth.sessionless=per-user). The lease that has been idle for longest ends for a new"
                            + " one. This line is logged once.",
                    MAX);
        }
    }

    /** Ends the lease of an identity whose session's lease has ended, if there is one. Does no I/O. */
    void signOut(MemberIdentity identity, Reason reason) {
        Lease lease = byIdentity.get(Optional.of(identity));
        if (lease != null) {
            end(Optional.of(identity), lease, reason);
        }
    }

    private void end(Optional<MemberIdentity> identity, Lease lease, Reason reason) {
        remove(identity, lease, reason).ifPresent(Runnable::run);
    }

    /** Removes a lease if it is the identity's. Returns its end, for the caller to run. */
    private Optional<Runnable> remove(Optional<MemberIdentity> identity, Lease lease, Reason reason) {
        return byIdentity.remove(identity, lease)
                ? Optional.of(() -> leases.end(lease.id(), null, reason))
                : Optional.empty();
    }

    /** Ends the leases that have been idle for too long, and drops those that have ended. Called once a minute. */
    void sweep(long nanos) {
        byIdentity.forEach((identity, lease) -> {
            long idle = TimeUnit.SECONDS.toNanos(lease.timeoutSeconds());
            if (nanos - lease.lastUsedAt() >= idle || lease.isEnded()) {
                end(identity, lease, Reason.EXPIRED);
            }
        });
    }

    /** Ends all leases. No lease is opened any more. Does no I/O. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        byIdentity.forEach((identity, lease) -> end(identity, lease, Reason.UNDEPLOYED));
    }

    /** Returns whether a lease is that of a user without a session. */
    @SuppressWarnings("ReferenceEquality")
    public boolean contains(Lease lease) {
        return byIdentity.get(lease.identity()) == lease;
    }

    /** Returns the rule which principals are the same caller. */
    public SameCaller sameCaller() {
        return leases.sameCaller();
    }

    /** Returns how many users without a session have a lease on this server. */
    public int size() {
        return byIdentity.size();
    }
}
