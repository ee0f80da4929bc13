package org.wildfly.security.http.oidc;

import java.util.Map;
import org.jspecify.annotations.Nullable;

public class JsonWebToken {

    private final Map<String, ?> claims;

    public JsonWebToken(Map<String, ?> claims) {
        this.claims = claims;
    }

    public @Nullable String getIssuer() {
        return (String) claims.get("iss");
    }

    public @Nullable String getSubject() {
        return (String) claims.get("sub");
    }

    public @Nullable Object getClaimValue(String claimName) {
        return claims.get(claimName);
    }
}
