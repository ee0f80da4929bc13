package io.github.circleauth.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.circleauth.benchmarks.site.OpenIdSite;
import jakarta.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** The least that Jakarta Security needs of a provider of OpenID Connect: it signs one user in without a form, and renews tokens. */
final class OpenIdProvider implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String user;
    private final Duration tokenLife;
    private final Duration takes;
    private final AtomicInteger renewals = new AtomicInteger();

    /**
     * Starts the provider.
     *
     * @param user the name of the user
     * @param tokenLife how long an access token and an ID token live
     * @param takes how long a token takes
     */
    OpenIdProvider(String user, Duration tokenLife, Duration takes) throws IOException {
        this.user = user;
        this.tokenLife = tokenLife;
        this.takes = takes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::respond);
        // Otherwise it would respond to one request at a time.
        server.setExecutor(threads);
        server.start();
    }

    /** Returns the issuer, which is also the address of the provider. */
    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Returns how often tokens were renewed, or failed to be. */
    int renewals() {
        return renewals.get();
    }

    private void respond(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/.well-known/openid-configuration" -> sendJson(exchange, discovery());
                case "/authorize" -> authorize(exchange);
                case "/token" -> token(exchange);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private Map<String, Object> discovery() {
        return Map.of(
                "issuer", issuer(),
                "authorization_endpoint", issuer() + "/authorize",
                "token_endpoint", issuer() + "/token",
                "userinfo_endpoint", issuer() + "/userinfo",
                "jwks_uri", issuer() + "/keys",
                "response_types_supported", List.of("code"),
                "scopes_supported", List.of("openid", "email", "profile"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("HS256"));
    }

    /** Signs the user in. The code is the nonce, which the ID token has to repeat. */
    private static void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        query.get("redirect_uri") + "?code=" + query.get("nonce") + "&state=" + query.get("state"));
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        if (form.getOrDefault("grant_type", "").equals("refresh_token")) {
            renewals.incrementAndGet();
        }
        SlowCircle.sleep(takes);
        sendJson(
                exchange,
                Map.of(
                        "access_token", signed(Map.of("jti", UUID.randomUUID().toString())),
                        "id_token", signed(Map.of("nonce", form.getOrDefault("code", ""))),
                        "refresh_token", UUID.randomUUID().toString(),
                        "token_type", "Bearer",
                        "expires_in", tokenLife.toSeconds()));
    }

    /** Returns a token with all claims that Jakarta Security looks for; without the groups it would ask for the userinfo. */
    private String signed(Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "iss", issuer(),
                "sub", user,
                "aud", OpenIdSite.CLIENT_ID,
                "preferred_username", user,
                "groups", List.of("member"),
                "iat", Instant.now().getEpochSecond(),
                "exp", Instant.now().plus(tokenLife).getEpochSecond()));
        all.putAll(claims);
        JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(all));
        try {
            token.sign(new MACSigner(OpenIdSite.CLIENT_SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private static void sendJson(HttpExchange exchange, Map<String, Object> json) throws IOException {
        byte[] body = Json.createObjectBuilder(json).build().toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> form(String encoded) {
        return Arrays.stream(encoded.split("&"))
                .map(field -> field.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
