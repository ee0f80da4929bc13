package io.github.circleauth.cdi;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Jakarta Security's OpenID Connect, whose principals carry no claims: these are in a session-scoped bean, which may be a former
 * user's.
 */
final class JakartaOpenId implements ClaimSource {

    static final String API = "jakarta.security.enterprise.identitystore.openid.OpenIdContext";

    private static final Logger LOG = System.getLogger(JakartaOpenId.class.getName());

    private final BeanManager beans;
    private final @Nullable Bean<?> bean;
    private final LoggedUsers logged = new LoggedUsers();

    JakartaOpenId(BeanManager beans) {
        this.beans = beans;
        this.bean = beans.resolve(beans.getBeans(OpenIdContext.class));
    }

    @Override
    public Optional<CallerClaims> of(Principal caller) {
        OpenIdContext context = context();
        Map<String, Object> idToken = context == null ? null : idToken(context);
        if (context == null || idToken == null) {
            return Optional.empty();
        }
        Supplier<Optional<JsonObject>> userInfo = () -> userInfo(caller, context, idToken);
        return isSignedIn(caller.getName(), context, idToken, userInfo)
                ? Optional.of(new IdTokenClaims(idToken, userInfo))
                : Optional.empty();
    }

    /** The provider's userinfo, which may have made the name, can't always be had again. */
    @Override
    public boolean mayName(Principal caller) {
        OpenIdContext context = context();
        return context != null && idToken(context) != null;
    }

    /**
     * Returns the session's context, or null if there is none. A use of the injected one would create it, and a session: WildFly
     * has that bean with any login.
     */
    private @Nullable OpenIdContext context() {
        if (bean == null) {
            return null;
        }
        if (bean.getScope() == SessionScoped.class) {
            return (OpenIdContext) beans.getContext(SessionScoped.class).get(bean);
        }
        return (OpenIdContext) beans.getReference(bean, OpenIdContext.class, beans.createCreationalContext(bean));
    }

    private static @Nullable Map<String, Object> idToken(OpenIdContext context) {
        return context.getIdentityToken() == null
                ? null
                : context.getIdentityToken().getClaims();
    }

    /**
     * Returns whether the context is a caller's: the name is a claim, in the places where Jakarta Security looks for it. The
     * context lives as long as the session, whose user may have signed in by another login since.
     */
    private static boolean isSignedIn(
            String name, OpenIdContext context, Map<String, Object> idToken, Supplier<Optional<JsonObject>> userInfo) {
        return idToken.containsValue(name)
                || (context.getAccessToken() != null
                        && context.getAccessToken().getClaims().containsValue(name))
                || userInfo.get()
                        .filter(claims -> claims.values().stream()
                                .anyMatch(value -> value instanceof JsonString text
                                        && text.getString().equals(name)))
                        .isPresent();
    }

    /** Returns the userinfo, or empty if it can't be had or is another user's. The context keeps it once it has it. */
    private Optional<JsonObject> userInfo(Principal caller, OpenIdContext context, Map<String, Object> idToken) {
        try {
            JsonObject claims = context.getClaimsJson();
            if (claims != null && claims.getString("sub", "").equals(idToken.get("sub"))) {
                return Optional.of(claims);
            }
            logUnusable(caller, ": it is about another subject.", null);
        } catch (RuntimeException failed) {
            // Of any type, since the servers throw what they come across, from a failed connection to another subject.
            logUnusable(caller, ".", failed);
        }
        return Optional.empty();
    }

    private void logUnusable(Principal caller, String reason, @Nullable RuntimeException failure) {
        String end = logged.endOfLine(caller, reason);
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0005: The OpenID provider's userinfo of a signed-in user can't be used" + reason + end,
                    failure);
        }
    }

    private record IdTokenClaims(Map<String, Object> claims, Supplier<Optional<JsonObject>> info)
            implements CallerClaims {

        @Override
        public @Nullable String issuer() {
            return claims.get("iss") instanceof String issuer ? issuer : null;
        }

        @Override
        public @Nullable Object value(String name) {
            return claims.get(name);
        }

        @Override
        public Optional<CallerClaims> userInfo() {
            return info.get().map(found -> new UserInfo(issuer(), found));
        }
    }

    private record UserInfo(@Nullable String issuer, JsonObject claims) implements CallerClaims {

        @Override
        public @Nullable Object value(String name) {
            return claims.get(name);
        }
    }
}
