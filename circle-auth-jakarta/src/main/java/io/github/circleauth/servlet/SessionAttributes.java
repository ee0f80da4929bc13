package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

/**
 * The two Strings that a session carries: the lease's id, and the sealed text. Strings replicate and persist in every
 * session store, and need no class of ours on the other side.
 *
 * <p>A session may be invalidated by another thread at any moment; here it then has no texts and takes none.
 */
final class SessionAttributes {

    static final String LEASE = "io.github.circleauth.lease";
    static final String SEALED = "io.github.circleauth.sealed";

    private SessionAttributes() {}

    static @Nullable String leaseId(HttpSession session) {
        return read(session, LEASE);
    }

    static @Nullable String sealed(HttpSession session) {
        return read(session, SEALED);
    }

    private static @Nullable String read(HttpSession session, String name) {
        try {
            return session.getAttribute(name) instanceof String text ? text : null;
        } catch (IllegalStateException invalidated) {
            return null;
        }
    }

    /** Returns the seconds after which the session ends if nobody uses it; 0 or less for never. */
    static int timeoutSeconds(HttpSession session) {
        try {
            return session.getMaxInactiveInterval();
        } catch (IllegalStateException invalidated) {
            return 1; // Whatever is held for it is not held for long.
        }
    }

    /** Writes the texts that differ from what the session carries. Returns false if the session has ended. */
    static boolean write(HttpSession session, String leaseId, String sealed) {
        try {
            if (!leaseId.equals(session.getAttribute(LEASE))) {
                session.setAttribute(LEASE, leaseId);
            }
            session.setAttribute(SEALED, sealed);
            return true;
        } catch (IllegalStateException invalidated) {
            return false;
        }
    }

    static void remove(HttpSession session) {
        try {
            session.removeAttribute(LEASE);
            session.removeAttribute(SEALED);
        } catch (IllegalStateException invalidated) {
            // Then they are gone already.
        }
    }
}
