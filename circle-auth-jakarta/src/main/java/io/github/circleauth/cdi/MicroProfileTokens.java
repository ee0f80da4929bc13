package io.github.circleauth.cdi;

import java.security.Principal;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The principals of MicroProfile JWT. */
final class MicroProfileTokens implements TokenPrincipals {

    static final String API = "org.eclipse.microprofile.jwt.JsonWebToken";

    @Override
    public boolean include(Principal principal) {
        return principal instanceof JsonWebToken;
    }

    @Override
    public @Nullable String issuer(Principal principal) {
        return ((JsonWebToken) principal).getIssuer();
    }

    @Override
    public @Nullable String subject(Principal principal) {
        return ((JsonWebToken) principal).getSubject();
    }

    @Override
    public @Nullable Object claim(Principal principal, String name) {
        return ((JsonWebToken) principal).getClaim(name);
    }
}
