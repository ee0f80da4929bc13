package io.github.circleauth.benchmarks;

import static java.util.Objects.requireNonNull;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.ConnectorStatistics;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A server in a JVM of its own that answers like Circle: each request for a token with one, each other with a page of 20 posts or with a long one, and
 * counts bytes. It prints its port.
 */
public final class WireServer {

    /** The path that returns the bytes received and sent so far. */
    static final String STATISTICS = "/statistics";

    private static final String POSTS = IntStream.range(0, 20)
            .mapToObj(i -> "{\"id\":" + i + ",\"name\":\"Post " + i + "\",\"body\":\"" + "Some words. ".repeat(15)
                    + "\",\"likes_count\":" + i + ",\"author\":{\"id\":7,\"name\":\"Ada\"}}")
            .collect(
                    Collectors.joining(",", "{\"page\":1,\"per_page\":20,\"has_next_page\":false,\"records\":[", "]}"));

    /** The end of the path that takes as long as Circle at its best. */
    static final String SLOW = "/slow";

    static final Duration SLOW_TIME = Duration.ofMillis(20);

    /** The end of the path that returns a long page. */
    static final String LONG = "/long";

    static final int LONG_LENGTH = 1_000_000;
    private static final String LONG_PAGE = "{\"text\":\"" + "x".repeat(LONG_LENGTH - 11) + "\"}";
    private static final Pattern MEMBER = Pattern.compile("\"community_member_id\":\"?([0-9]+)");

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
        String path = exchange.getRequestPath();
        if (path.endsWith("/auth_token")) {
            exchange.getRequestReceiver()
                    .receiveFullString(
                            (received, body) -> received.getResponseSender().send(tokens(body)));
            return;
        }
        if (path.endsWith(SLOW)) {
            // On the same thread, like all others.
            exchange.dispatch(
                    exchange.getIoThread(),
                    () -> exchange.getIoThread()
                            .executeAfter(
                                    () -> exchange.getResponseSender().send(POSTS),
                                    SLOW_TIME.toMillis(),
                                    TimeUnit.MILLISECONDS));
            return;
        }
        exchange.getResponseSender()
                .send(
                        switch (path.substring(path.lastIndexOf('/'))) {
                            case STATISTICS -> statistics.getBytesReceived() + " " + statistics.getBytesSent();
                            case LONG -> LONG_PAGE;
                            default -> POSTS;
                        });
    }

    private static String tokens(String request) {
        Matcher member = MEMBER.matcher(request);
        String id = member.find() ? member.group(1) : "0";
        String expiry =
                "_expires_at\":\"" + Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS) + "\",";
        return "{\"access_token\":\"" + "a".repeat(SlowCircle.ACCESS_TOKEN_LENGTH) + id + "\",\"access_token" + expiry
                + "\"refresh_token\":\"" + "r".repeat(SlowCircle.REFRESH_TOKEN_LENGTH) + id + "\",\"refresh_token"
                + expiry
                + "\"community_member_id\":" + id + ",\"community_id\":1}";
    }
}
