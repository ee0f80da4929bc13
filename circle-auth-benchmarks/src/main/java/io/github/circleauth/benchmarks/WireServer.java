package io.github.circleauth.benchmarks;

import static java.util.Objects.requireNonNull;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A server in a JVM of its own that answers each request with a page of 20 posts, and counts bytes. It prints its port. */
public final class WireServer {

    /** The path that returns the bytes received and sent so far. */
    static final String STATISTICS = "/statistics";

    private static final String POSTS = IntStream.range(0, 20)
            .mapToObj(i -> "{\"id\":" + i + ",\"name\":\"Post " + i + "\",\"body\":\"" + "Some words. ".repeat(15)
                    + "\",\"likes_count\":" + i + ",\"author\":{\"id\":7,\"name\":\"Ada\"}}")
            .collect(
                    Collectors.joining(",", "{\"page\":1,\"per_page\":20,\"has_next_page\":false,\"records\":[", "]}"));

    private WireServer() {}

    /**
     * Runs the server until its input ends.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        AtomicReference<@Nullable Undertow> started = new AtomicReference<>();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.ENABLE_STATISTICS, true)
                .setIoThreads(1)
                .setHandler(exchange -> answer(requireNonNull(started.get()), exchange))
                .build();
        started.set(server);
        server.start();
        System.out.println(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
        int end = System.in.read();
        server.stop();
        System.exit(Math.min(end, 0) + 1);
    }

    private static void answer(Undertow server, HttpServerExchange exchange) {
        ConnectorStatistics statistics = server.getListenerInfo().get(0).getConnectorStatistics();
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json; charset=utf-8");
        exchange.getResponseSender()
                .send(
                        exchange.getRequestPath().equals(STATISTICS)
                                ? statistics.getBytesReceived() + " " + statistics.getBytesSent()
                                : POSTS);
    }
}
