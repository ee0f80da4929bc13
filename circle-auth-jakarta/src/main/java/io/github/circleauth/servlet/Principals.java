package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Finds the user of a request: the container's, or that of the request which reached the filter. */
final class Principals {

    private static final Logger LOG = System.getLogger(Principals.class.getName());

    private final boolean ofReachingRequest;
    private final RequestSessions sessions;
    private final AtomicBoolean wrappedUserLogged = new AtomicBoolean();

    /**
     * Creates the look-up.
     *
     * @param ofReachingRequest whether {@code circle.auth.principal} is {@code request}
     */
    Principals(boolean ofReachingRequest, RequestSessions sessions) {
        this.ofReachingRequest = ofReachingRequest;
        this.sessions = sessions;
    }

    /** Begins a pass through the filter; null if nothing needs to be known of it. */
    @Nullable FilterPass enter(HttpServletRequest containers, HttpServletRequest reached) {
        return ofReachingRequest ? FilterPass.enter(containers, reached, sessions) : null;
    }

    /** Returns the user of a request, or null. */
    @Nullable Principal of(HttpServletRequest containers) {
        if (!ofReachingRequest) {
            return containers.getUserPrincipal();
        }
        FilterPass pass = FilterPass.of(containers);
        return pass == null ? null : pass.principal();
    }

    /** As {@link #of}, for a request that has just reached the filter. Logs a user that only a wrapper knows. */
    @SuppressWarnings("ReferenceEquality")
    @Nullable Principal of(HttpServletRequest containers, HttpServletRequest reached) {
        Principal principal = of(containers);
        if (principal == null && !ofReachingRequest && reached != containers && !wrappedUserLogged.get()) {
            logWrappedUser(reached);
        }
        return principal;
    }

    private void logWrappedUser(HttpServletRequest reached) {
        try {
            if (reached.getUserPrincipal() != null && wrappedUserLogged.compareAndSet(false, true)) {
                LOG.log(
                        Level.WARNING,
                        "CIRCLE-0024: A filter of the application wraps the request and signs a user in, whom the server"
                                + " does not know, so this user counts as anonymous. circle.auth.principal=request uses the"
                                + " wrapper's user. This line is logged once.");
            }
        } catch (RuntimeException | Error applications) {
            // The wrapper's user is of no account here, and the application finds out itself.
        }
    }

    /**
     * Returns whether a request for which no user is found has none. Otherwise it may have one: it is outside of the filter's
     * pass, or in that of a forward or an error page, or its wrapper looks for the user in the thread, and this is another one.
     */
    boolean isAnonymous(HttpServletRequest containers) {
        if (!ofReachingRequest) {
            return true;
        }
        FilterPass pass = FilterPass.of(containers);
        return pass != null && pass.knowsAllUsers();
    }

    /**
     * Returns the session that the request came with for the same user, if the user may be out of date by now: a wrapper may
     * show the user of the request's beginning, after a sign-out too. Otherwise null.
     */
    @Nullable HttpSession formerSession(HttpServletRequest containers, Principal user) {
        FilterPass pass = ofReachingRequest ? FilterPass.of(containers) : null;
        return pass == null ? null : pass.formerSessionOf(user);
    }

    /** Returns whether a lease may be opened after the application has run, for the same reason. */
    boolean areCurrentAfterChain() {
        return !ofReachingRequest;
    }
}
