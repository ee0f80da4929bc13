package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The two String attributes of a session: the lease id and the sealed lease text. Strings replicate and persist in every
 * session store, and need no class of ours on another server.
 *
 * <p>Another thread may invalidate the session at any moment. An invalidated session counts as one without attributes.
 */
final class SessionAttributes {

    static final String LEASE_ID = "io.github.circleauth.lease";
    static final String LEASE_TEXT = "io.github.circleauth.sealed";

    /** The library's own change of a session, of whose lease it knows; null ids stand for none. */
    private record Change(@Nullable String fromId, @Nullable String toId) {}

    /** Set while this thread writes, so that the listener tells the library's changes from the application's. */
    private static final ThreadLocal<Change> WRITES = new ThreadLocal<>();

    private SessionAttributes() {}

    /** Returns whether an attribute is one of the two. */
    static boolean contain(String name) {
        return name.equals(LEASE_ID) || name.equals(LEASE_TEXT);
    }

    /** Returns whether the library itself is changing attributes on this thread. */
    static boolean areBeingWritten() {
        return WRITES.get() != null;
    }

    /**
     * Returns whether the library, on this thread, has just put a lease into the place of one that it doesn't know: another
     * request has written that since this one looked.
     */
    static boolean overwroteUnknown(String formerId) {
        Change change = WRITES.get();
        return change != null && !formerId.equals(change.fromId) && !formerId.equals(change.toId);
    }

    static @Nullable String leaseId(HttpSession session) {
        return read(session, LEASE_ID);
    }

    static @Nullable String leaseText(HttpSession session) {
        return read(session, LEASE_TEXT);
    }

    static @Nullable String read(HttpSession session, String name) {
        try {
            return session.getAttribute(name) instanceof String value ? value : null;
        } catch (IllegalStateException invalidated) {
            return null;
        }
    }

    /** Returns whether the session has been invalidated. */
    static boolean areGone(HttpSession session) {
        try {
            // Fails for an invalidated session, and for no other.
            long unused = session.getCreationTime();
            return false;
        } catch (IllegalStateException invalidated) {
            return true;
        }
    }

    /** Returns whether the session was made by this request, so that the client has not returned its cookie yet. */
    static boolean isNew(HttpSession session) {
        try {
            return session.isNew();
        } catch (IllegalStateException invalidated) {
            return true;
        }
    }

    /** Returns the seconds after which an unused session ends; 0 or less for never. */
    static int timeoutSeconds(HttpSession session) {
        try {
            return session.getMaxInactiveInterval();
        } catch (IllegalStateException invalidated) {
            // The shortest: a lease of an ended session is not kept for long.
            return 1;
        }
    }

    /**
     * Writes the lease id, if it differs, and the lease text. Returns false if the session has ended.
     *
     * @param fromId the lease id that the session had when this request looked, or null
     */
    static boolean write(HttpSession session, @Nullable String fromId, String leaseId, String leaseText) {
        try {
            WRITES.set(new Change(fromId, leaseId));
            if (!leaseId.equals(session.getAttribute(LEASE_ID))) {
                session.setAttribute(LEASE_ID, leaseId);
            }
            session.setAttribute(LEASE_TEXT, leaseText);
            return true;
        } catch (IllegalStateException invalidated) {
            return false;
        } finally {
            WRITES.remove();
        }
    }

    /** Removes both. */
    static void remove(HttpSession session, String leaseId) {
        try {
            WRITES.set(new Change(leaseId, null));
            session.removeAttribute(LEASE_ID);
            session.removeAttribute(LEASE_TEXT);
        } catch (IllegalStateException invalidated) {
            // Then the attributes are gone already.
        } finally {
            WRITES.remove();
        }
    }
}
