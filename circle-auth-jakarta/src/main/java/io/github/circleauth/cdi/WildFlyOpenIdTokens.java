package io.github.circleauth.cdi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The principals of WildFly's OpenID Connect, by reflection, since their module is private. A user who signed in has an ID token; a
 * request with a bearer token has an access token alone.
 *
 * <p>Their own {@code equals} compares names, which two users may share.
 */
final class WildFlyOpenIdTokens implements TokenPrincipals {

    static final String API = "org.wildfly.security.http.oidc.OidcPrincipal";

    /** For methods without parameters: an empty array for each call would be an allocation. */
    private static final Object[] NONE = {};

    private final Class<?> principals;
    private final Method context;
    private final Method idToken;
    private final Method accessToken;
    private final Method issuer;
    private final Method subject;
    private final Method claim;

    private WildFlyOpenIdTokens(Class<?> principals) throws NoSuchMethodException {
        this.principals = principals;
        context = principals.getMethod("getOidcSecurityContext");
        idToken = context.getReturnType().getMethod("getIDToken");
        accessToken = context.getReturnType().getMethod("getToken");
        Class<?> tokens = idToken.getReturnType().getSuperclass();
        issuer = tokens.getMethod("getIssuer");
        subject = tokens.getMethod("getSubject");
        claim = tokens.getMethod("getClaimValue", String.class);
    }

    /** Returns the source for the class {@value #API}, or empty if this WildFly's has other methods. */
    static Optional<TokenPrincipals> of(Class<?> principals) {
        try {
            return Optional.of(new WildFlyOpenIdTokens(principals));
        } catch (NoSuchMethodException anotherApi) {
            return Optional.empty();
        }
    }

    @Override
    public boolean include(Principal principal) {
        return principals.isInstance(principal);
    }

    @Override
    public @Nullable String issuer(Principal principal) {
        return (String) call(issuer, token(principal), NONE);
    }

    @Override
    public @Nullable String subject(Principal principal) {
        return (String) call(subject, token(principal), NONE);
    }

    @Override
    public @Nullable Object claim(Principal principal, String name) {
        return call(claim, token(principal), name);
    }

    private @Nullable Object token(Principal principal) {
        Object known = call(context, principal, NONE);
        Object token = call(idToken, known, NONE);
        return token != null ? token : call(accessToken, known, NONE);
    }

    private static @Nullable Object call(Method method, @Nullable Object target, Object... arguments) {
        try {
            return target == null ? null : method.invoke(target, arguments);
        } catch (IllegalAccessException | InvocationTargetException failed) {
            throw new IllegalStateException("WildFly's OpenID Connect doesn't tell a user's claims.", failed);
        }
    }
}
