package io.github.circleauth.identityprovider;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An identity provider in the test's JVM. The package's documentation shows its use. */
public final class IdentityProvider implements AutoCloseable {

    /** The client id and secret of every application; any other is accepted too. */
    public static final String CLIENT_ID = "the-site";

    public static final String CLIENT_SECRET = "the-secret-of-the-site";

    private static final Duration LIFE = Duration.ofMinutes(10);

    private final HttpServer server;
    private final RSAKey key;
    private final Map<String, Grant> codes = new ConcurrentHashMap<>();
    private final Map<String, User> accessTokens = new ConcurrentHashMap<>();
    private final AtomicInteger userInfoRequests = new AtomicInteger();
    private volatile User next = new User(Map.of(), Map.of());

    /** The claims of a user: in the ID token, and at the userinfo endpoint. */
    private record User(Map<String, ?> idToken, Map<String, ?> userInfo) {}

    /** A sign-in whose code was not used yet. */
    private record Grant(User user, String nonce) {}

    private IdentityProvider(HttpServer server, RSAKey key) {
        this.server = server;
        this.key = key;
    }

    /** Starts a provider at a port of the loopback address; 0 for any free one. */
    public static IdentityProvider start(int port) {
        try {
            RSAKey key = new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate();
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            IdentityProvider provider = new IdentityProvider(server, key);
            server.createContext("/", provider::respond);
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the issuer, which is also the address of the provider. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns the public key as {@code mp.jwt.verify.publickey} expects it: X.509 in Base64. */
    public String publicKey() {
        try {
            return Base64.getEncoder().encodeToString(key.toRSAPublicKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets who signs in at the following authorization requests. */
    public void nextUser(Map<String, ?> idToken, Map<String, ?> userInfo) {
        next = new User(idToken, userInfo);
    }

    /** Returns how often the userinfo endpoint was asked. */
    public int userInfoRequests() {
        return userInfoRequests.get();
    }

    /** Returns a signed token. {@code iss}, {@code iat}, {@code exp} and {@code jti} are added unless the claims have them. */
    public String token(Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>();
        all.put("iss", issuer());
        all.put("iat", Instant.now().getEpochSecond());
        all.put("exp", Instant.now().plus(LIFE).getEpochSecond());
        all.put("jti", UUID.randomUUID().toString());
        all.putAll(claims);
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(key.getKeyID())
                        .build(),
                new Payload(all));
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/.well-known/openid-configuration" -> sendJson(exchange, 200, discovery());
                case "/keys" -> sendJson(exchange, 200, new JWKSet(key.toPublicJWK()).toJSONObject());
                case "/authorize" -> authorize(exchange);
                case "/token" -> exchangeCode(exchange);
                case "/userinfo" -> userInfo(exchange);
                case "/logout" -> logOut(exchange);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private Map<String, Object> discovery() {
        return Map.ofEntries(
                Map.entry("issuer", issuer()),
                Map.entry("authorization_endpoint", issuer() + "/authorize"),
                Map.entry("token_endpoint", issuer() + "/token"),
                Map.entry("userinfo_endpoint", issuer() + "/userinfo"),
                Map.entry("end_session_endpoint", issuer() + "/logout"),
                Map.entry("jwks_uri", issuer() + "/keys"),
                Map.entry("response_types_supported", List.of("code")),
                Map.entry("response_modes_supported", List.of("query")),
                Map.entry("grant_types_supported", List.of("authorization_code")),
                Map.entry("scopes_supported", List.of("openid", "email", "profile")),
                Map.entry("subject_types_supported", List.of("public")),
                Map.entry("claims_supported", List.of("sub", "email", "email_verified")),
                Map.entry("id_token_signing_alg_values_supported", List.of("RS256")),
                Map.entry("token_endpoint_auth_methods_supported", List.of("client_secret_basic")));
    }

    /** Signs the next user in without a form. */
    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        String code = UUID.randomUUID().toString();
        codes.put(code, new Grant(next, query.getOrDefault("nonce", "")));
        String back = query.getOrDefault("redirect_uri", "");
        redirect(
                exchange,
                back + (back.contains("?") ? "&" : "?") + "code=" + code + "&state="
                        + URLEncoder.encode(query.getOrDefault("state", ""), UTF_8));
    }

    private void exchangeCode(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        Grant grant = codes.remove(form.getOrDefault("code", ""));
        if (grant == null) {
            sendJson(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> forClient = new HashMap<>(Map.of("aud", CLIENT_ID, "azp", CLIENT_ID));
        if (!grant.nonce().isEmpty()) {
            forClient.put("nonce", grant.nonce());
        }
        forClient.putAll(grant.user().idToken());
        Map<String, Object> access = new HashMap<>(Map.of("aud", CLIENT_ID, "azp", CLIENT_ID, "typ", "Bearer"));
        access.put("sub", grant.user().idToken().get("sub"));
        String accessToken = token(access);
        accessTokens.put(accessToken, grant.user());
        sendJson(
                exchange,
                200,
                Map.of(
                        "access_token",
                        accessToken,
                        "token_type",
                        "Bearer",
                        "expires_in",
                        LIFE.toSeconds(),
                        "scope",
                        "openid email profile",
                        "id_token",
                        token(forClient)));
    }

    private void userInfo(HttpExchange exchange) throws IOException {
        userInfoRequests.incrementAndGet();
        String bearer = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        User user = accessTokens.get(bearer.replaceFirst("^Bearer ", ""));
        if (user == null) {
            sendJson(exchange, 401, Map.of("error", "invalid_token"));
        } else {
            sendJson(exchange, 200, user.userInfo());
        }
    }

    private static void logOut(HttpExchange exchange) throws IOException {
        String back = form(exchange.getRequestURI().getRawQuery()).get("post_logout_redirect_uri");
        if (back == null) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            redirect(exchange, back);
        }
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void sendJson(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        byte[] body = JSONObjectUtils.toJSONString(json).getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> form(@Nullable String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String field : encoded == null ? new String[0] : encoded.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        URLDecoder.decode(field.substring(0, equals), UTF_8),
                        URLDecoder.decode(field.substring(equals + 1), UTF_8));
            }
        }
        return fields;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
