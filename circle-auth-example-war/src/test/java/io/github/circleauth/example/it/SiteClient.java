package io.github.circleauth.example.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An HTTP client of the example, with its own cookies. */
final class SiteClient {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI site;
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    SiteClient(URI site) {
        this.site = site;
    }

    /** Signs in with the form. */
    SiteClient signIn(String name) {
        String form = get("/login").body();
        HttpResponse<String> response =
                post("/login", Map.of("username", name + "@example.com", "password", name, "csrf", csrf(form)));
        if (response.statusCode() != 303) {
            throw new AssertionError("Sign-in as " + name + ": " + response.statusCode() + "\n" + response.body());
        }
        return this;
    }

    HttpResponse<String> signOut() {
        return post("/logout", Map.of("csrf", csrf(get("/community").body())));
    }

    /** Submits a form of the page, with its CSRF token. */
    HttpResponse<String> submit(String page, Map<String, String> fields) {
        Map<String, String> all = new TreeMap<>(fields);
        all.put("csrf", csrf(get(page).body()));
        return post(page, all);
    }

    private static String csrf(String page) {
        Matcher field = CSRF.matcher(page);
        if (!field.find()) {
            throw new AssertionError("No csrf field in:\n" + page);
        }
        return field.group(1);
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, Map<String, String> fields) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields.entrySet().stream()
                        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                        .collect(Collectors.joining("&")))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(site + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Requests {@code /api/me} many times in parallel, and returns the token's state of each response. */
    List<String> tokenStatesInParallel(int requests) {
        List<CompletableFuture<JsonObject>> responses =
                IntStream.range(0, requests).mapToObj(i -> meAsync()).toList();
        return responses.stream()
                .map(response -> response.join().getJsonObject("token").getString("state"))
                .toList();
    }

    private CompletableFuture<JsonObject> meAsync() {
        return client.sendAsync(request("/api/me").GET().build(), HttpResponse.BodyHandlers.ofString(UTF_8))
                .thenApply(response -> {
                    if (response.statusCode() != 200) {
                        throw new AssertionError(response.statusCode() + " " + response.body());
                    }
                    return json(response.body());
                });
    }

    JsonObject me() {
        return json(get("/api/me").body());
    }

    /** Returns the token's state from {@code /api/me}. */
    String tokenState() {
        return me().getJsonObject("token").getString("state");
    }

    int renewals() {
        return me().getJsonObject("token").getInt("renewals");
    }

    long memberId() {
        return me().getJsonObject("member").getJsonNumber("communityMemberId").longValueExact();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
