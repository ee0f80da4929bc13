package io.github.circleauth.cdi;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The claims of one token, or of one userinfo response, about a signed-in user. */
interface CallerClaims {

    /** Returns who made the claims, or null if that is unknown. */
    @Nullable String issuer();

    /** Returns a claim's value, as the login's API presents it, or null if there is none. */
    @Nullable Object value(String name);

    /**
     * Returns the userinfo of the same user, for a claim that the token doesn't have. May ask the provider, on the calling
     * thread.
     */
    default Optional<CallerClaims> userInfo() {
        return Optional.empty();
    }
}
