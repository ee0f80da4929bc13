package io.github.circleauth.cdi;

import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source whose principals carry their token, so that its issuer and subject tell one caller from another. */
interface TokenPrincipals extends ClaimSource {

    /** Returns whether a principal is one of this API's. All other methods expect one. */
    boolean include(Principal principal);

    @Nullable String issuer(Principal principal);

    @Nullable String subject(Principal principal);

    @Nullable Object claim(Principal principal, String name);

    /** Returns whether two principals carry tokens of one issuer about one subject. Allocates nothing. */
    default boolean isOneSubject(Principal known, Principal principal) {
        String issuer = issuer(known);
        String subject = subject(known);
        return issuer != null
                && subject != null
                && issuer.equals(issuer(principal))
                && subject.equals(subject(principal));
    }

    @Override
    default Optional<CallerClaims> of(Principal caller) {
        return include(caller) ? Optional.of(new Claims(this, caller)) : Optional.empty();
    }

    @Override
    default boolean mayName(Principal caller) {
        return include(caller);
    }

    /** The claims of one principal's token. */
    record Claims(TokenPrincipals source, Principal principal) implements CallerClaims {

        @Override
        public @Nullable String issuer() {
            return source.issuer(principal);
        }

        @Override
        public @Nullable Object value(String name) {
            return source.claim(principal, name);
        }
    }
}
