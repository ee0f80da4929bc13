package org.wildfly.security.http.oidc;

import org.jspecify.annotations.Nullable;

public class OidcSecurityContext {

    private final @Nullable AccessToken token;
    private final @Nullable IDToken idToken;

    public OidcSecurityContext(@Nullable AccessToken token, @Nullable IDToken idToken) {
        this.token = token;
        this.idToken = idToken;
    }

    public @Nullable AccessToken getToken() {
        return token;
    }

    public @Nullable IDToken getIDToken() {
        return idToken;
    }
}
