package io.github.circleauth.cdi;

import java.security.Principal;
import java.util.Optional;

/**
 * The claims of users who signed in through one API of the server. Each implementation alone knows its API, and is loaded only
 * where the server has it.
 */
interface ClaimSource {

    /** Returns a caller's claims, or empty if the caller has not signed in through this API. */
    Optional<CallerClaims> of(Principal caller);

    /** Returns whether the provider may have made a caller's name, also where the caller's claims can't be told. */
    default boolean mayName(Principal caller) {
        return of(caller).isPresent();
    }
}
