package io.github.circleauth.cdi;

import fish.payara.security.openid.api.AccessTokenCallerPrincipal;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.spi.Context;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.identitystore.openid.IdentityToken;
import jakarta.security.enterprise.identitystore.openid.OpenIdContext;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.wildfly.security.http.oidc.AccessToken;
import org.wildfly.security.http.oidc.IDToken;
import org.wildfly.security.http.oidc.OidcPrincipal;
import org.wildfly.security.http.oidc.OidcSecurityContext;

/** Users who signed in through each of the APIs that tell claims. */
final class Logins {

    static final ClaimSources NO_SOURCES = new ClaimSources(List.of(), List.of());

    static final String ISSUER = "https://id.example.com";

    private Logins() {}

    /** One of the APIs. */
    interface Login {

        /** Returns a new principal with a name and claims. The issuer is {@link Logins#ISSUER} unless the claims have one. */
        Principal as(String name, Map<String, ?> claims);

        /** Returns the sources of a server that has this API alone. */
        ClaimSources sources();
    }

    static Stream<Login> ofEachKind() {
        return Stream.of(new MicroProfile(), new WildFly(), new OpenId(), new Payara());
    }

    private static Map<String, Object> withIssuer(Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("iss", ISSUER));
        all.putAll(claims);
        return all;
    }

    /** MicroProfile JWT. */
    static final class MicroProfile implements Login {

        /** A token without {@code equals}, like those of both servers. */
        private static final class Token implements JsonWebToken {
            private final String name;
            private final Map<String, ?> claims;

            Token(String name, Map<String, ?> claims) {
                this.name = name;
                this.claims = claims;
            }

            @Override
            public String getName() {
                return name;
            }

            @Override
            public Set<String> getClaimNames() {
                return claims.keySet();
            }

            @Override
            @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
            public <T> @Nullable T getClaim(String claim) {
                return (T) claims.get(claim);
            }
        }

        @Override
        public JsonWebToken as(String name, Map<String, ?> claims) {
            return new Token(name, withIssuer(claims));
        }

        @Override
        public ClaimSources sources() {
            return new ClaimSources(List.of(new MicroProfileTokens()), List.of());
        }

        @Override
        public String toString() {
            return "MicroProfile JWT";
        }
    }

    /** WildFly's OpenID Connect. */
    static final class WildFly implements Login {

        @Override
        public OidcPrincipal<?> as(String name, Map<String, ?> claims) {
            return new OidcPrincipal<>(name, new OidcSecurityContext(null, new IDToken(withIssuer(claims))));
        }

        /** Returns the principal of a request with a bearer token. */
        static OidcPrincipal<?> withAccessToken(String name, Map<String, ?> claims) {
            return new OidcPrincipal<>(name, new OidcSecurityContext(new AccessToken(withIssuer(claims)), null));
        }

        @Override
        public ClaimSources sources() {
            return new ClaimSources(
                    List.of(WildFlyOpenIdTokens.of(OidcPrincipal.class).orElseThrow()), List.of());
        }

        @Override
        public String toString() {
            return "WildFly's OpenID Connect";
        }
    }

    /** Jakarta Security's OpenID Connect, with one session. */
    static final class OpenId implements Login {

        private @Nullable OpenIdContext context;
        private Map<String, Object> accessToken = Map.of();
        private Function<Integer, JsonObject> userInfo =
                asked -> Json.createObjectBuilder().build();
        int userInfoRequests;

        OpenId userInfo(Map<String, ?> claims) {
            return userInfo(asked -> Json.createObjectBuilder(claims).build());
        }

        OpenId userInfo(Function<Integer, JsonObject> answer) {
            userInfo = answer;
            return this;
        }

        OpenId accessToken(Map<String, Object> claims) {
            accessToken = claims;
            return this;
        }

        @Override
        public CallerPrincipal as(String name, Map<String, ?> claims) {
            Map<String, Object> idToken = withIssuer(claims);
            boolean isNameInUserInfo = !idToken.containsValue(name) && !accessToken.containsValue(name);
            if (isNameInUserInfo && userInfo.apply(0).isEmpty()) {
                idToken.put("nickname", name);
            }
            context = stub(OpenIdContext.class, (method, args) -> switch (method) {
                case "getIdentityToken" -> stub(IdentityToken.class, (called, with) -> idToken);
                case "getAccessToken" ->
                    stub(
                            jakarta.security.enterprise.identitystore.openid.AccessToken.class,
                            (called, with) -> accessToken);
                case "getClaimsJson" -> userInfo.apply(++userInfoRequests);
                default -> throw new UnsupportedOperationException(method);
            });
            return new CallerPrincipal(name);
        }

        /** Signs the user out of the provider, and keeps the session, where the bean then has no token. */
        void forget() {
            context = stub(OpenIdContext.class, (method, args) -> null);
        }

        @Override
        public ClaimSources sources() {
            return new ClaimSources(List.of(), List.of(new JakartaOpenId(beans(() -> context))));
        }

        @Override
        public String toString() {
            return "OpenID Connect of Jakarta Security";
        }
    }

    /** Payara's own OpenID Connect, with one session. */
    static final class Payara implements Login {

        private @Nullable Object context;

        @Override
        public CallerPrincipal as(String name, Map<String, ?> claims) {
            Map<String, Object> idToken = withIssuer(claims);
            context = new fish.payara.security.openid.api.OpenIdContext() {
                @Override
                public String getCallerName() {
                    return name;
                }

                @Override
                public fish.payara.security.openid.api.IdentityToken getIdentityToken() {
                    return () -> idToken;
                }
            };
            return new CallerPrincipal(name);
        }

        /** Returns the principal of a request with a bearer token. */
        static CallerPrincipal withAccessToken(String name) {
            return new AccessTokenCallerPrincipal(name);
        }

        @Override
        public ClaimSources sources() {
            Class<?> api = fish.payara.security.openid.api.OpenIdContext.class;
            return new ClaimSources(
                    List.of(),
                    List.of(PayaraOpenId.of(api, beans(() -> context)).orElseThrow()));
        }

        @Override
        public String toString() {
            return "Payara's OpenID Connect";
        }
    }

    /** Returns a CDI container with one bean, in a session that has it only after a sign-in. */
    private static BeanManager beans(Supplier<@Nullable Object> context) {
        Bean<?> bean = stub(Bean.class, (method, args) -> SessionScoped.class);
        Context session = stub(Context.class, (method, args) -> args.length == 1 ? context.get() : null);
        return stub(BeanManager.class, (method, args) -> switch (method) {
            case "getBeans" -> Set.of(bean);
            case "resolve" -> bean;
            case "getContext" -> session;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Behaviour {
        @Nullable Object of(String method, Object[] args);
    }

    private static <T> T stub(Class<T> type, Behaviour behaviour) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> switch (method.getName()) {
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == args[0];
                    default -> behaviour.of(method.getName(), args);
                }));
    }
}
