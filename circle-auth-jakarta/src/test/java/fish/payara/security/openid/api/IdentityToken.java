package fish.payara.security.openid.api;

import java.util.Map;

/** Payara's ID token, with the methods that the library uses. */
@FunctionalInterface
public interface IdentityToken {

    /** Returns the claims. */
    Map<String, Object> getClaims();
}
