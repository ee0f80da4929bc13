package io.github.circleauth.session;

import java.security.Principal;

/** The rule which principals are the same caller, so that the application's resolver need not be asked. */
final class SameCaller {

    private SameCaller() {}

    /**
     * Returns whether two principals are the same caller: one object, or equal ones. Those of different classes never are,
     * even if they call themselves equal: {@code Staff("ada")} and {@code Customer("ada")} may be two people.
     */
    @SuppressWarnings("ReferenceEquality")
    static boolean is(Principal known, Principal principal) {
        return known == principal || (known.getClass() == principal.getClass() && known.equals(principal));
    }
}
