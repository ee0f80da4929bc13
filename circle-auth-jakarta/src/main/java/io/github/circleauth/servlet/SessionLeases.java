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
 * Whose lease a request may use: brings the request's principal, its session and the live leases together. A session's
 * texts are written on the thread of a request of that session, and nowhere else.
 */
final class SessionLeases {

    private static final Logger LOG = System.getLogger(SessionLeases.class.getName());

    private final AtomicBoolean saidSo = new AtomicBoolean();
    private final Leases leases;
    private final MemberIdentityResolver resolver;
    private final boolean createSession;

    /** Leases that a first request is just putting into its session, so that a second one at once makes no other. */
    private final Map<String, Lease> opening = new ConcurrentHashMap<>();

    private final EndedSessions ended = new EndedSessions();

    SessionLeases(Leases leases, MemberIdentityResolver resolver, boolean createSession) {
        this.leases = leases;
        this.resolver = resolver;
        this.createSession = createSession;
    }

    /**
     * Returns the request that the container made. What the application wrapped around it may show another principal or
     * another session; ours are the container's, wherever in the application they are asked for.
     */
    static HttpServletRequest unwrap(HttpServletRequest request) {
        HttpServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper
                && wrapper.getRequest() instanceof HttpServletRequest wrapped) {
            inner = wrapped;
        }
        return inner;
    }

    /** Returns the session's and principal's lease, which may be new; or null for the anonymous and the sessionless. */
    @Nullable Lease of(HttpServletRequest containers, long nanos) {
        Principal caller = containers.getUserPrincipal();
        HttpSession session = containers.getSession(false);
        if (session == null && caller != null) {
            if (createSession) {
                session = containers.getSession(true);
            } else {
                sayOnceThatThereIsNoSession();
            }
        }
        return session == null ? null : of(session, caller, nanos);
    }

    private void sayOnceThatThereIsNoSession() {
        if (!saidSo.get() && saidSo.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "A user is signed in without an HTTP session, as with BASIC authentication, so there is nothing to"
                            + " attach a Circle token to. circle.auth.create-session=true makes a session. This is said"
                            + " once.");
        }
    }

    /** As {@link #of(HttpServletRequest, long)}, but creates no session: for the way back, when it may be too late for one. */
    @Nullable Lease ofExisting(HttpServletRequest containers, long nanos) {
        HttpSession session = containers.getSession(false);
        return session == null ? null : of(session, containers.getUserPrincipal(), nanos);
    }

    private @Nullable Lease of(HttpSession session, @Nullable Principal caller, long nanos) {
        String id = SessionAttributes.leaseId(session);
        String text = SessionAttributes.sealed(session);
        if (caller == null || caller.getName() == null) {
            // A principal without a name is nobody that a token could be for.
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
            leases.end(id, SessionAttributes.sealed(session));
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
            String nowId = SessionAttributes.leaseId(session);
            if (nowId != null && !nowId.equals(formerId)) {
                // Another request was done with the same before this one began.
                leases.end(lease.id(), null);
                return leases.find(nowId, SessionAttributes.sealed(session), caller, timeoutSeconds, nanos);
            }
            // Whichever comes second, this look or the listener's, sees what the other has done.
            if (SessionAttributes.write(session, lease.id(), lease.seenText()) && !ended.contains(session)) {
                return lease;
            }
            leases.end(lease.id(), null);
            return null;
        } finally {
            opening.remove(key, lease);
        }
    }
}
