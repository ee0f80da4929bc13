package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.servers.app.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Someone who uses a {@link Probe}, with cookies of their own. */
final class Visitor {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** All that the server ever told any visitor. */
    static final List<String> HEARD = new CopyOnWriteArrayList<>();

    private final String site;
    private final HttpClient client;

    Visitor(String application) {
        this(
                System.getProperty("it.http") + "/" + application,
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
    }

    private Visitor(String site, HttpClient client) {
        this.site = site;
        this.client = client;
    }

    /** The same person, with the same cookies, as a load balancer sends them to a server. */
    Visitor at(String anotherSite) {
        return new Visitor(anotherSite, client);
    }

    /** Without credentials, where none are needed. */
    List<String> steps(String steps) {
        return lines(send(request("/open/", steps)));
    }

    /** With BASIC authentication, on this request alone. */
    List<String> stepsAs(long user, String steps) {
        return lines(answerAs(user, steps));
    }

    HttpResponse<String> answer(String steps) {
        return send(request("/open/", steps));
    }

    HttpResponse<String> answerAs(long user, String steps) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + Probe.PASSWORD).getBytes(UTF_8));
        return send(request("/closed/", steps).header("Authorization", "Basic " + credentials));
    }

    /** What is at a path of the application, in which nothing fails. */
    String body(String path) {
        HttpResponse<String> answer = get(path);
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + "\n" + answer.body());
        }
        return answer.body();
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(site + path)).timeout(PATIENCE));
    }

    /** The status of what is at a path that no client would send as it is. */
    int rawStatus(String path) throws IOException {
        URI uri = URI.create(site);
        String cookies = ((CookieManager) client.cookieHandler().orElseThrow())
                .getCookieStore().getCookies().stream()
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .collect(Collectors.joining("; "));
        String head = "GET " + uri.getPath() + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nCookie: "
                + cookies + "\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream().write(head.getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        }
    }

    private static List<String> lines(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + "\n" + answer.body());
        }
        return answer.body().lines().toList();
    }

    private HttpRequest.Builder request(String path, String steps) {
        return HttpRequest.newBuilder(URI.create(site + path + "?steps=" + steps))
                .timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
            HEARD.add(answer.headers().map() + "\n" + answer.body());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
