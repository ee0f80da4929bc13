package io.github.circleauth;

import java.security.Principal;
import java.util.Optional;

/**
 * Says which Circle member a signed-in user is. An application that can't tell by the principal's name alone gives one
 * CDI bean of this type; it wins over the key {@code circle.auth.identity} and over {@link CircleAuth#identity()}.
 */
@FunctionalInterface
public interface MemberIdentityResolver {

    /**
     * Returns the identity of a user, or nothing for one who is no Circle member.
     *
     * <p>Called on the request's thread, once for each lease: at a user's first request in a session, and when the
     * session's user changes. What it answers holds until that lease ends. It should not take long, since a page waits
     * behind it. It may not decide by anything the browser can choose, such as a request parameter.
     *
     * <p>What it throws reaches the caller of that request, as if the application's own code had thrown it; nothing is
     * asked of Circle then.
     *
     * @param caller the principal that the container authenticated
     */
    Optional<MemberIdentity> identityOf(Principal caller);
}
