package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.servers.app.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An HTTP client of a {@link Probe}, with its own cookies. */
final class ProbeClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Headers and body of all responses to all clients. */
    static final List<String> RESPONSES = new CopyOnWriteArrayList<>();

    private final String site;
    private final HttpClient client;

    ProbeClient(String application) {
        this(application, HttpClient.Redirect.NEVER);
    }

    private ProbeClient(String application, HttpClient.Redirect redirects) {
        this(
                System.getProperty("it.http") + "/" + application,
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(redirects)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
    }

    /** Returns a client that follows redirects, as to an identity provider and back. */
    static ProbeClient followingRedirects(String application) {
        return new ProbeClient(application, HttpClient.Redirect.ALWAYS);
    }

    private ProbeClient(String site, HttpClient client) {
        this.site = site;
        this.client = client;
    }

    /** Returns a client with the same cookies for another server, as behind a load balancer. */
    ProbeClient at(String anotherSite) {
        return new ProbeClient(anotherSite, client);
    }

    /** Returns a client with the same cookies that follows no redirect. */
    ProbeClient withoutRedirects() {
        return new ProbeClient(
                site,
                HttpClient.newBuilder()
                        .cookieHandler(client.cookieHandler().orElseThrow())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
    }

    /** Runs steps without credentials. */
    List<String> steps(String steps) {
        return lines(send(request("/open/", steps)));
    }

    /** Runs steps with BASIC authentication for this request. */
    List<String> stepsAs(long user, String steps) {
        return lines(responseAs(user, steps));
    }

    /** Runs steps where a user must be signed in. */
    List<String> closedSteps(String steps) {
        return lines(send(request("/closed/", steps)));
    }

    /** Runs steps with a bearer token. */
    List<String> stepsWith(String bearerToken, String steps) {
        return lines(send(request("/closed/", steps).header("Authorization", "Bearer " + bearerToken)));
    }

    /** Returns the response to a request with a bearer token. */
    HttpResponse<String> getWith(String bearerToken, String path) {
        return send(HttpRequest.newBuilder(URI.create(site + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + bearerToken));
    }

    /** Returns the body of a successful response to a request with a bearer token. */
    String bodyWith(String bearerToken, String path) {
        return successful(getWith(bearerToken, path));
    }

    HttpResponse<String> response(String steps) {
        return send(request("/open/", steps));
    }

    HttpResponse<String> responseAs(long user, String steps) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + Probe.PASSWORD).getBytes(UTF_8));
        return send(request("/closed/", steps).header("Authorization", "Basic " + credentials));
    }

    /** Returns the body of a successful response from a path of the application. */
    String body(String path) {
        return successful(get(path));
    }

    /** Sends a form. Returns the body of a successful response. */
    String post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return successful(send(HttpRequest.newBuilder(URI.create(site + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(site + path)).timeout(TIMEOUT));
    }

    /** Sends a request without waiting for the response. */
    CompletableFuture<HttpResponse<String>> getLater(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create(site + path)).timeout(TIMEOUT).build(),
                HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** Returns the application's address. */
    String site() {
        return site;
    }

    /** Returns the cookies, as a request sends them. */
    String cookies() {
        return ((CookieManager) client.cookieHandler().orElseThrow())
                .getCookieStore().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "));
    }

    /** Returns the response's status for a path that HTTP clients would normalize or reject. */
    int rawStatus(String path) throws IOException {
        URI uri = URI.create(site);
        String head = "GET " + uri.getPath() + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nCookie: "
                + cookies() + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return Integer.parseInt(response.split(" ", 3)[1]);
        }
    }

    private static String successful(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + "\n" + response.body());
        }
        return response.body();
    }

    private static List<String> lines(HttpResponse<String> response) {
        return successful(response).lines().toList();
    }

    private HttpRequest.Builder request(String path, String steps) {
        return HttpRequest.newBuilder(URI.create(site + path + "?steps=" + steps))
                .timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            RESPONSES.add(response.headers().map() + "\n" + response.body());
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
