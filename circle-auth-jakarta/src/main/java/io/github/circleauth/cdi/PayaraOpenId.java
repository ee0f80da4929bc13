package io.github.circleauth.cdi;

import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Payara's own OpenID Connect ({@code @OpenIdAuthenticationDefinition}, and those for Google and Azure), by reflection. The claims of
 * the ID token are in a session-scoped bean, which may be a former user's. A request with a bearer token has a principal of its own
 * class, and no claims here.
 */
final class PayaraOpenId implements ClaimSource {

    static final String API = "fish.payara.security.openid.api.OpenIdContext";

    private static final String BEARER = "fish.payara.security.openid.api.AccessTokenCallerPrincipal";

    private final BeanManager beans;
    private final @Nullable Bean<?> bean;
    private final Method callerName;
    private final Method idToken;
    private final Method claims;

    private PayaraOpenId(Class<?> contexts, BeanManager beans) throws NoSuchMethodException {
        this.beans = beans;
        bean = beans.resolve(beans.getBeans(contexts));
        callerName = contexts.getMethod("getCallerName");
        idToken = contexts.getMethod("getIdentityToken");
        claims = idToken.getReturnType().getMethod("getClaims");
    }

    /** Returns the source for the class {@value #API}, or empty if this Payara's has other methods. */
    static Optional<ClaimSource> of(Class<?> contexts, BeanManager beans) {
        try {
            return Optional.of(new PayaraOpenId(contexts, beans));
        } catch (NoSuchMethodException anotherApi) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<CallerClaims> of(Principal caller) {
        Object context = context();
        Object token = call(idToken, context);
        return token != null && Objects.equals(caller.getName(), call(callerName, context))
                ? Optional.of(new IdTokenClaims((Map<?, ?>) call(claims, token)))
                : Optional.empty();
    }

    @Override
    public boolean mayName(Principal caller) {
        return caller.getClass().getName().equals(BEARER) || call(idToken, context()) != null;
    }

    /** Returns the session's context, or null if there is none: a use of the injected one would create it. */
    private @Nullable Object context() {
        return bean == null ? null : beans.getContext(SessionScoped.class).get(bean);
    }

    private static @Nullable Object call(Method method, @Nullable Object target) {
        try {
            return target == null ? null : method.invoke(target);
        } catch (IllegalAccessException | InvocationTargetException failed) {
            throw new IllegalStateException("Payara's OpenID Connect doesn't tell a user's claims.", failed);
        }
    }

    private record IdTokenClaims(@Nullable Map<?, ?> claims) implements CallerClaims {

        @Override
        public @Nullable String issuer() {
            return value("iss") instanceof String issuer ? issuer : null;
        }

        @Override
        public @Nullable Object value(String name) {
            return claims == null ? null : claims.get(name);
        }
    }
}
