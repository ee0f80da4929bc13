package io.github.circleauth.example.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a browser and the server, and keeps every answer that went through: the first line, headers and body. */
final class Recorder implements AutoCloseable {

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "host", "content-length", "upgrade", "expect", "transfer-encoding", "accept-encoding");

    private final URI server;
    private final HttpServer listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> answers = new CopyOnWriteArrayList<>();

    Recorder(URI server) throws IOException {
        this.server = server;
        this.listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listening.createContext("/", this::pass);
        listening.setExecutor(threads);
        listening.start();
    }

    /** Where a browser finds the server behind this. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getAddress().getPort());
    }

    List<String> answers() {
        return List.copyOf(answers);
    }

    void forget() {
        answers.clear();
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpResponse<byte[]> answer = client.send(request(exchange), HttpResponse.BodyHandlers.ofByteArray());
            StringBuilder kept = new StringBuilder(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + answer.statusCode() + "\n");
            answer.headers().map().forEach((name, values) -> {
                kept.append(name).append(": ").append(values).append('\n');
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            byte[] body = answer.body();
            answers.add(kept + "\n" + new String(body, UTF_8) + "\n" + new String(body, ISO_8859_1));
            exchange.sendResponseHeaders(answer.statusCode(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + "" + exchange.getRequestURI()))
                .timeout(Duration.ofSeconds(60))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    @Override
    public void close() {
        listening.stop(0);
        threads.shutdownNow();
    }
}
