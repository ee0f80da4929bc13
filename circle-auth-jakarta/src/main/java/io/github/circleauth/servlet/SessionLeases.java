package io.github.circleauth.servlet;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.Leases;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lease that a request may use, by the request's principal and its session. The session's attributes are
 * written on the thread of a request of that session, and nowhere else.
 */
final class SessionLeases {

    private static final Logger LOG = System.getLogger(SessionLeases.class.getName());

    private final AtomicBoolean noSessionLogged = new AtomicBoolean();
    private final Leases leases;
    private final MemberIdentityResolver resolver;
    private final boolean createSession;

    /** The leases whose ids are not in their sessions yet, so that a second request at the same time opens no other. */
    private final Map<String, Lease> opening = new ConcurrentHashMap<>();

    private final EndedSessions ended = new EndedSessions();

    SessionLeases(Leases leases, MemberIdentityResolver resolver, boolean createSession) {
        this.leases = leases;
        this.resolver = resolver;
        this.createSession = createSession;
    }

    /**
     * Returns the request that the container created. A wrapper of the application may have another principal or another
     * session; the container's are used everywhere, inside and outside of the wrapper.
     */
    static HttpServletRequest unwrap(HttpServletRequest request) {
        HttpServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper
                && wrapper.getRequest() instanceof HttpServletRequest wrapped) {
            inner = wrapped;
        }
        return inner;
    }

    /** Returns a request's session, created for a signed-in request if that is configured, or null. */
    @Nullable HttpSession session(HttpServletRequest containers, @Nullable Principal caller) {
        HttpSession session = containers.getSession(false);
        if (session != null || caller == null) {
            return session;
        }
        if (createSession) {
            return containers.getSession(true);
        }
        logNoSessionOnce();
        return null;
    }

    private void logNoSessionOnce() {
        if (!noSessionLogged.get() && noSessionLogged.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0020: A user is signed in without an HTTP session, as with BASIC authentication, so there is"
                            + " nothing to attach a Circle token to. circle.auth.create-session=true creates a session."
                            + " This line is logged once.");
        }
    }

    /** Returns the principal's lease in a session, new if needed, or null for an anonymous request or an ending session. */
    @Nullable Lease of(HttpSession session, @Nullable Principal caller, long nanos) {
        String id = SessionAttributes.leaseId(session);
        String text = SessionAttributes.leaseText(session);
        if (caller == null || caller.getName() == null) {
            // A principal without a name has no identity at Circle.
            if (id != null) {
                leases.end(id, text);
                SessionAttributes.remove(session);
            }
            return null;
        }
        int timeoutSeconds = SessionAttributes.timeoutSeconds(session);
        Lease lease = id == null ? null : leases.find(id, text, caller, timeoutSeconds, nanos);
        if (lease == null) {
            return open(session, id, caller, timeoutSeconds, nanos);
        }
        publish(lease, session, text);
        leases.touch(lease, timeoutSeconds, nanos);
        return lease;
    }

    /** Ends the lease of a session that is ending. Does no I/O. */
    void end(HttpSession session) {
        ended.add(session);
        String id = SessionAttributes.leaseId(session);
        if (id != null) {
            leases.end(id, SessionAttributes.leaseText(session));
        }
    }

    private void publish(Lease lease, HttpSession session, @Nullable String text) {
        String current = leases.reconcile(lease, text == null ? lease.seenText() : text);
        if (current.equals(text)) {
            return;
        }
        if (SessionAttributes.write(session, lease.id(), current)) {
            lease.published(current);
        }
    }

    private @Nullable Lease open(
            HttpSession session, @Nullable String formerId, Principal caller, int timeoutSeconds, long nanos) {
        String principal = caller.getName();
        String key = session.getId() + '\n' + principal;
        Lease other = opening.get(key);
        if (other != null) {
            return other;
        }
        Optional<MemberIdentity> identity = resolver.identityOf(caller);
        Lease lease = leases.open(principal, identity, timeoutSeconds, nanos);
        Lease first = opening.putIfAbsent(key, lease);
        if (first != null) {
            leases.end(lease.id(), null);
            return first;
        }
        try {
            String currentId = SessionAttributes.leaseId(session);
            if (currentId != null && !currentId.equals(formerId)) {
                // Another request has opened a lease, and completed, since this one looked.
                leases.end(lease.id(), null);
                return leases.find(currentId, SessionAttributes.leaseText(session), caller, timeoutSeconds, nanos);
            }
            return attach(lease, session) ? lease : null;
        } finally {
            opening.remove(key, lease);
        }
    }

    /** Writes a new lease into its session. Returns false, with the lease ended, if the session is ending. */
    private boolean attach(Lease lease, HttpSession session) {
        // The listener adds to the ended sessions and then reads the attributes; this thread writes the attributes and
        // then looks there. So one of the two sees what the other did.
        if (SessionAttributes.write(session, lease.id(), lease.seenText()) && !ended.contains(session)) {
            return true;
        }
        leases.end(lease.id(), null);
        return false;
    }
}
