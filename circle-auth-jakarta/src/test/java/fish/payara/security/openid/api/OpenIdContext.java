package fish.payara.security.openid.api;

/** Payara's session-scoped bean of a user's tokens, with the methods that the library uses. */
public interface OpenIdContext {

    /** Returns the user's name. */
    String getCallerName();

    /** Returns the ID token, or null. */
    IdentityToken getIdentityToken();
}
