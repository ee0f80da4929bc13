package io.github.circleauth.session;

import java.security.Principal;

/** The rule which principals are the same caller, so that the application's resolver need not be asked. */
@FunctionalInterface
public interface SameCaller {

    /**
     * One object, or equal ones. Those of different classes never are the same caller, even if they call themselves equal:
     * {@code Staff("ada")} and {@code Customer("ada")} may be two people.
     */
    SameCaller EQUAL = (known, principal) -> known.getClass() == principal.getClass() && known.equals(principal);

    /** Returns whether a principal is the caller that another one is known to be. Allocates nothing. */
    boolean is(Principal known, Principal principal);
}
