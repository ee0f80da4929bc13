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

/** One visitor with cookies of their own. */
final class Browser {

    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI site;
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Browser(URI site) {
        this.site = site;
    }

    /** Signs in through the form, as people do. */
    Browser signIn(String name) {
        String form = get("/login").body();
        HttpResponse<String> answer =
                post("/login", Map.of("username", name + "@example.com", "password", name, "csrf", csrf(form)));
        if (answer.statusCode() != 303) {
            throw new AssertionError("Signing in as " + name + ": " + answer.statusCode() + "\n" + answer.body());
        }
        return this;
    }

    HttpResponse<String> signOut() {
        return post("/logout", Map.of("csrf", csrf(get("/community").body())));
    }

    /** Sends one of a page's forms, as people do. */
    HttpResponse<String> send(String page, Map<String, String> fields) {
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
        return HttpRequest.newBuilder(URI.create(site + path)).timeout(PATIENCE);
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

    /** Asks {@code /api/me} many times at once, and returns the token's state in each answer. */
    List<String> tokenStatesAtOnce(int requests) {
        List<CompletableFuture<JsonObject>> answers =
                IntStream.range(0, requests).mapToObj(i -> meLater()).toList();
        return answers.stream()
                .map(answer -> answer.join().getJsonObject("token").getString("state"))
                .toList();
    }

    private CompletableFuture<JsonObject> meLater() {
        return client.sendAsync(request("/api/me").GET().build(), HttpResponse.BodyHandlers.ofString(UTF_8))
                .thenApply(answer -> {
                    if (answer.statusCode() != 200) {
                        throw new AssertionError(answer.statusCode() + " " + answer.body());
                    }
                    return json(answer.body());
                });
    }

    JsonObject me() {
        return json(get("/api/me").body());
    }

    /** Returns the token's state, as {@code /api/me} tells it. */
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
