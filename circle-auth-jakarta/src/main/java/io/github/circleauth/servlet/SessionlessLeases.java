package io.github.circleauth.servlet;

import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.UserLeases;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lease of a request without a session ({@code circle.auth.sessionless=per-user}), by the identity of the request's
 * principal alone. The identity is resolved for each request, so a request can't get the lease of another one's user.
 */
final class SessionlessLeases {

    private final UserLeases leases;
    private final MemberIdentityResolver resolver;
    private final int idleSeconds;

    /**
     * Creates the look-up.
     *
     * @param idle how long after its last use a lease ends
     */
    SessionlessLeases(UserLeases leases, MemberIdentityResolver resolver, Duration idle) {
        this.leases = leases;
        this.resolver = resolver;
        this.idleSeconds = (int) idle.toSeconds();
    }

    /**
     * Returns the lease of a user, new if needed, or null: for an anonymous request, for one whose session has just ended,
     * and if there are too many leases.
     */
    @Nullable Lease of(HttpServletRequest containers, @Nullable Principal caller, long nanos) {
        if (caller == null || RequestSessions.cameWithSession(containers)) {
            return null;
        }
        RequestCaller resolved = RequestCaller.of(containers, caller, resolver, leases.sameCaller());
        return leases.of(resolved.identity(), idleSeconds, nanos);
    }
}
