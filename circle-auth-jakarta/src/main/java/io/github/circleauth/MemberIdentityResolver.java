package io.github.circleauth;

import java.security.Principal;
import java.util.Optional;

/**
 * Determines the Circle member of a signed-in user. An application provides one CDI bean of this type if neither the
 * principal's name nor a claim is an identifier at Circle. The bean takes precedence over the configuration keys {@code
 * circle.auth.identity} and {@code circle.auth.identity-from} and over {@link CircleAuth#identity()}.
 */
@FunctionalInterface
public interface MemberIdentityResolver {

    /**
     * Returns the identity of a user, or empty if the user is not a Circle member.
     *
     * <p>Called on the request's thread, so that the bean may inject request-scoped and session-scoped beans and the request.
     * It should not take long, since the request waits for it. It must not depend on data that the browser controls, such as
     * request parameters.
     *
     * <p>Called at a user's first request in a session, on each server, and when the session's principal is not the same as
     * before. The same are: one object; equal objects of one class; principals that carry tokens of one issuer about one subject
     * ({@code JsonWebToken} of MicroProfile JWT, {@code OidcPrincipal} of WildFly). With a server that presents a new principal
     * of another kind without {@code equals} for each request, it is called once for each request, as it is for requests
     * without a session if {@code circle.auth.sessionless=per-user}. If the result is the same as before, the session keeps its
     * tokens; otherwise they are revoked.
     *
     * <p>An exception propagates like one of the application's own code, and no request is sent to Circle.
     *
     * @param caller the principal that the container authenticated; with {@code circle.auth.principal=request}, that of the
     *     request which reaches the filter
     */
    Optional<MemberIdentity> identityOf(Principal caller);
}
