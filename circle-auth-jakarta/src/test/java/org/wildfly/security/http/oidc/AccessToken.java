package org.wildfly.security.http.oidc;

import java.util.Map;

public class AccessToken extends JsonWebToken {

    public AccessToken(Map<String, ?> claims) {
        super(claims);
    }
}
