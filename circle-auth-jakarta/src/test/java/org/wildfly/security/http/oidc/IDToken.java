package org.wildfly.security.http.oidc;

import java.util.Map;

public class IDToken extends JsonWebToken {

    public IDToken(Map<String, ?> claims) {
        super(claims);
    }
}
