package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/** A collector of OpenTelemetry, to which servers send spans and metrics by OTLP over HTTP. It keeps the bytes as text. */
final class Collector implements AutoCloseable {

    static final String SPANS = "/v1/traces";
    static final String METRICS = "/v1/metrics";

    private final HttpServer server;
    private final Map<String, String> received = new ConcurrentHashMap<>();

    private Collector(HttpServer server) {
        this.server = server;
    }

    static Collector start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Collector collector = new Collector(server);
        server.createContext("/", collector::receive);
        server.start();
        return collector;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.getRequestBody()) {
            boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] bytes = (compressed ? new GZIPInputStream(body) : body).readAllBytes();
            String text = new String(bytes, ISO_8859_1);
            received.merge(exchange.getRequestURI().getPath(), text, String::concat);
        }
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** The configuration of an application that sends everything here, soon. */
    Map<String, String> configuration() {
        return Map.of(
                "otel.sdk.disabled", "false",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.exporter.otlp.endpoint",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "otlp",
                "otel.logs.exporter", "none",
                "otel.bsp.schedule.delay", "100",
                "otel.metric.export.interval", "500");
    }

    /** Returns what has come for a path so far. */
    String received(String path) {
        return received.getOrDefault(path, "");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
