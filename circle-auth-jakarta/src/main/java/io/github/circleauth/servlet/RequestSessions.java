package io.github.circleauth.servlet;

import io.github.circleauth.log.LineLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Finds the session of a request that carries the lease, if one does. */
final class RequestSessions {

    private static final Logger LOG = System.getLogger(RequestSessions.class.getName());

    /** Marks a request that came with a session, also after the application has ended it. */
    private static final String CAME_WITH_SESSION = "io.github.circleauth.came-with-session";

    private final boolean creates;
    private final boolean sessionless;
    private final CookielessClients cookielessClients;
    private final AtomicBoolean noSessionLogged = new AtomicBoolean();
    private final LineLimit refusals;

    /**
     * Creates the look-up.
     *
     * @param creates whether a signed-in request without a session gets one
     * @param sessionless whether a signed-in request may use a lease without a session
     * @param nanos monotonic time
     */
    RequestSessions(boolean creates, boolean sessionless, LongSupplier nanos) {
        this.creates = creates;
        this.sessionless = sessionless;
        this.cookielessClients = new CookielessClients(nanos);
        this.refusals = new LineLimit(1, nanos);
    }

    /**
     * Returns the request that the container created. A wrapper of the application may have another principal or another
     * session; the session is always the container's.
     */
    static HttpServletRequest unwrap(HttpServletRequest request) {
        HttpServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper
                && wrapper.getRequest() instanceof HttpServletRequest wrapped) {
            inner = wrapped;
        }
        return inner;
    }

    /**
     * Returns a request's session, or null. If requests without a session have leases too, a session that this request has
     * made counts only if the client has shown that it returns the cookie: many applications make a session for each request
     * of a client that keeps none.
     */
    @Nullable HttpSession of(HttpServletRequest containers) {
        HttpSession session = get(containers, false);
        if (session == null || !sessionless || cameWithSession(containers)) {
            return session;
        }
        if (SessionAttributes.isNew(session)) {
            return null;
        }
        containers.setAttribute(CAME_WITH_SESSION, true);
        return session;
    }

    /**
     * Returns the session from the server, or null if there is none or the server refuses it. Open Liberty refuses a session to
     * all but the user that it was made for, also when that user's sign-in has expired before the session. Every server refuses
     * to create one once the response was sent. Pages that don't use the session must work then.
     */
    @Nullable HttpSession get(HttpServletRequest containers, boolean create) {
        try {
            return containers.getSession(create);
        } catch (RuntimeException refused) {
            // The servers' own types. Their messages may name the user.
            logRefusal(create ? "to create a session" : "a request's own session", refused);
            return null;
        }
    }

    private void logRefusal(String of, RuntimeException refused) {
        String end = refusals.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0034: The server refused {0} with {1}. The request is handled as one without a session.{2}",
                    of,
                    refused.getClass().getName(),
                    end);
        }
    }

    /** Returns whether a request was seen with a session that an earlier request made. */
    static boolean cameWithSession(HttpServletRequest containers) {
        return containers.getAttribute(CAME_WITH_SESSION) != null;
    }

    /** As {@link #of}, with a session that is created for a signed-in request if that is configured. */
    @Nullable HttpSession ofOrCreated(HttpServletRequest containers, @Nullable Principal caller) {
        HttpSession session = of(containers);
        if (session != null || caller == null || sessionless) {
            return session;
        }
        if (creates) {
            HttpSession created = get(containers, true);
            if (created != null) {
                cookielessClients.sessionCreatedFor(caller);
            }
            return created;
        }
        logNoSessionOnce();
        return null;
    }

    private void logNoSessionOnce() {
        if (!noSessionLogged.get() && noSessionLogged.compareAndSet(false, true)) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0020: A user is signed in without an HTTP session, as with BASIC or bearer authentication, so"
                            + " there is nothing to attach a Circle token to. circle.auth.sessionless=per-user keeps one token"
                            + " for each such user; circle.auth.create-session=true creates a session, for clients that keep"
                            + " cookies. This line is logged once.");
        }
    }
}
