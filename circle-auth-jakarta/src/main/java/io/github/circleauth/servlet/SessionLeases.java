package io.github.circleauth.servlet;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.event.LeaseEnded.Reason;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.Leases;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lease that a request may use, by the request's principal and its session. The session's attributes are
 * written on the thread of a request of that session, and nowhere else.
 */
final class SessionLeases {

    private final Leases leases;
    private final MemberIdentityResolver resolver;
    private final Principals principals;

    /** A session, and the identity of the user who is being signed in to it. */
    private record Opening(String sessionId, Optional<MemberIdentity> identity) {}

    /** The leases whose ids are not in their sessions yet, so that a second request at the same time opens no other. */
    private final Map<Opening, Lease> opening = new ConcurrentHashMap<>();

    private final EndedSessions ended = new EndedSessions();

    /** Sessions that outlived their user's sign-out, until a request of a signed-in user opens a lease in them. */
    private final EndedSessions signedOut = new EndedSessions();

    SessionLeases(Leases leases, MemberIdentityResolver resolver, Principals principals) {
        this.leases = leases;
        this.resolver = resolver;
        this.principals = principals;
    }

    /**
     * Returns the principal's lease in a session, new if needed, or null for an anonymous request, an ending session, and
     * one from which the application has just removed the lease.
     *
     * @param mayOpen whether a lease may be opened
     */
    @Nullable Lease of(
            HttpServletRequest containers,
            HttpSession session,
            @Nullable Principal caller,
            long nanos,
            boolean mayOpen) {
        String id = SessionAttributes.leaseId(session);
        String text = SessionAttributes.leaseText(session);
        if (caller == null || caller.getName() == null) {
            // A principal without a name has no identity at Circle.
            if (id != null && principals.isAnonymous(containers)) {
                signedOut.add(session);
                endLease(session, id, text, Reason.PRINCIPAL_CHANGED);
            }
            return null;
        }
        Lease lease = id == null ? null : leases.find(id, caller, nanos);
        if (lease == null) {
            RequestCaller resolved = RequestCaller.of(containers, caller, resolver, leases.sameCaller());
            try {
                lease = id == null ? null : findResolved(session, id, text, resolved, nanos);
                if (lease == null) {
                    return mayOpen && !hasSignedOut(containers, session, caller)
                            ? open(session, id, resolved, nanos)
                            : null;
                }
            } catch (RuntimeException resolverFailed) {
                // It may have needed the session, which another request has ended meanwhile.
                if (SessionAttributes.areGone(session)) {
                    return null;
                }
                throw resolverFailed;
            }
        }
        publish(lease, session, text);
        leases.touch(lease, SessionAttributes.timeoutSeconds(session), nanos);
        return lease;
    }

    /**
     * Returns whether the user has signed out in the course of the request, and the session has ended. A WebSocket's handshake
     * may have a user who signed out meanwhile, and no request may follow it that would end the lease; so it opens none in such a
     * session.
     */
    private boolean hasSignedOut(HttpServletRequest containers, HttpSession session, Principal caller) {
        HttpSession former = principals.formerSession(containers, caller);
        return (former != null && ended.contains(former))
                || (signedOut.contains(session) && SocketHandshake.isIn(containers));
    }

    private @Nullable Lease findResolved(
            HttpSession session, String id, @Nullable String text, RequestCaller caller, long nanos) {
        Principal principal = caller.principal();
        try {
            return leases.find(
                    id, text, principal, caller.identity(), SessionAttributes.timeoutSeconds(session), nanos);
        } catch (RuntimeException | Error resolverFailed) {
            // Another user's tokens must not live on because nothing is known about this one.
            leases.endUnlessOf(principal.getName(), id, text);
            throw resolverFailed;
        }
    }

    private void endLease(HttpSession session, String id, @Nullable String text, Reason reason) {
        leases.signOut(id, text, reason);
        SessionAttributes.remove(session, id);
    }

    /**
     * Ends the lease that a request opened after the application had removed the caller's former one. A sign-out that
     * empties the session may still show the user to the rest of its request, where a page may ask for a token again.
     */
    void endReopened(HttpServletRequest containers, HttpSession session) {
        Lease opened = RequestCaller.leaseOpenedIn(containers);
        String id = SessionAttributes.leaseId(session);
        if (opened != null && opened.id().equals(id)) {
            endLease(session, opened.id(), SessionAttributes.leaseText(session), Reason.REMOVED_FROM_SESSION);
        }
    }

    /**
     * Ends the lease of a session whose attribute was removed or replaced, unless by an equal value, or by this library, which
     * knows what it replaces. Does no I/O.
     *
     * @param former the attribute's value before
     */
    void attributeChanged(HttpSession session, String name, @Nullable Object former) {
        if (!(former instanceof String value)) {
            return;
        }
        boolean isId = name.equals(SessionAttributes.LEASE_ID);
        if (SessionAttributes.areBeingWritten()) {
            if (isId && SessionAttributes.overwroteUnknown(value)) {
                leases.endIfLive(value, Reason.REPLACED);
            }
        } else if (ended.contains(session)) {
            // The container removes the last attributes, also those that were written after the end was told.
            if (isId) {
                leases.endIfLive(value, Reason.SESSION_ENDED);
            }
        } else if (!value.equals(SessionAttributes.read(session, name))) {
            String id = isId ? value : SessionAttributes.leaseId(session);
            if (id != null) {
                leases.endRemoved(id, isId ? SessionAttributes.leaseText(session) : value, Reason.REMOVED_FROM_SESSION);
            }
        }
    }

    /** Ends the lease of a session that is ending. Does no I/O. */
    void end(HttpSession session) {
        ended.add(session);
        String id = SessionAttributes.leaseId(session);
        if (id != null) {
            leases.signOut(id, SessionAttributes.leaseText(session), Reason.SESSION_ENDED);
        }
    }

    private void publish(Lease lease, HttpSession session, @Nullable String text) {
        String current = leases.reconcile(lease, text == null ? lease.seenText() : text);
        if (current.equals(text)) {
            return;
        }
        if (SessionAttributes.write(session, lease.id(), lease.id(), current)) {
            lease.published(current);
        }
    }

    private @Nullable Lease open(HttpSession session, @Nullable String formerId, RequestCaller caller, long nanos) {
        Principal principal = caller.principal();
        Opening key = new Opening(session.getId(), caller.identity());
        Lease other = opening.get(key);
        if (other != null) {
            return other;
        }
        if (caller.removedItsLease()) {
            return null;
        }
        int timeoutSeconds = SessionAttributes.timeoutSeconds(session);
        Lease lease = leases.open(principal, key.identity(), timeoutSeconds, nanos);
        Lease first = opening.putIfAbsent(key, lease);
        if (first != null) {
            leases.end(lease.id(), null, Reason.REPLACED);
            return first;
        }
        try {
            String currentId = SessionAttributes.leaseId(session);
            if (currentId != null && !currentId.equals(formerId)) {
                // Another request has opened a lease, and completed, since this one looked.
                leases.end(lease.id(), null, Reason.REPLACED);
                return findResolved(session, currentId, SessionAttributes.leaseText(session), caller, nanos);
            }
            if (!attach(lease, session, formerId)) {
                return null;
            }
            caller.opened(lease);
            signedOut.remove(session);
            return lease;
        } finally {
            opening.remove(key, lease);
        }
    }

    /** Writes a new lease into its session. Returns false, with the lease ended, if the session is ending. */
    private boolean attach(Lease lease, HttpSession session, @Nullable String formerId) {
        // The listener adds to the ended sessions and then reads the attributes; this thread writes the attributes and
        // then looks there. So one of the two sees what the other did.
        if (SessionAttributes.write(session, formerId, lease.id(), lease.seenText()) && !ended.contains(session)) {
            return true;
        }
        leases.end(lease.id(), null, Reason.SESSION_ENDED);
        return false;
    }
}
