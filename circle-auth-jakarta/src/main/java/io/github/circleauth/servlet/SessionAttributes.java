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

    /** Set while this thread writes, so that the listener tells the library's changes from the application's. */
    private static final ThreadLocal<Boolean> WRITES = new ThreadLocal<>();

    private SessionAttributes() {}

    /** Returns whether an attribute is one of the two. */
    static boolean contain(String name) {
        return name.equals(LEASE_ID) || name.equals(LEASE_TEXT);
    }

    /** Returns whether the library itself is changing attributes on this thread. */
    static boolean areBeingWritten() {
        return WRITES.get() != null;
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

    /** Writes the lease id, if it differs, and the lease text. Returns false if the session has ended. */
    static boolean write(HttpSession session, String leaseId, String leaseText) {
        try {
            WRITES.set(true);
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

    static void remove(HttpSession session) {
        try {
            WRITES.set(true);
            session.removeAttribute(LEASE_ID);
            session.removeAttribute(LEASE_TEXT);
        } catch (IllegalStateException invalidated) {
            // Then the attributes are gone already.
        } finally {
            WRITES.remove();
        }
    }
}
