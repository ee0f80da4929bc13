package io.github.circleauth.sandbox;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A client of the sandbox's real-time channel: the JDK's. */
final class CableClient implements WebSocket.Listener, AutoCloseable {

    static final String ORIGIN = "https://www.example.com";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final WebSocket socket;
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final Semaphore pongs = new Semaphore(0);
    private final StringBuilder part = new StringBuilder();

    private CableClient(URI sandbox, Map<String, String> headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach((name, value) -> {
            if (name.equals("subprotocol")) {
                builder.subprotocols(value, "actioncable-unsupported");
            } else {
                builder.header(name, value);
            }
        });
        socket = builder.buildAsync(URI.create("ws" + sandbox.toString().substring(4) + "/cable"), this)
                .join();
    }

    /** Connects as a usual client does. */
    static CableClient connect(URI sandbox, String token) {
        return connect(
                sandbox,
                Map.of("Authorization", "Bearer " + token, "Origin", ORIGIN, "subprotocol", "actioncable-v1-json"));
    }

    static CableClient connect(URI sandbox, Map<String, String> headers) {
        return new CableClient(sandbox, headers);
    }

    /** Returns the status with which a handshake is refused. */
    static int refused(URI sandbox, Map<String, String> headers) {
        try (CableClient unexpected = connect(sandbox, headers)) {
            return Assertions.fail("accepted, and sent " + unexpected.next());
        } catch (CompletionException e) {
            return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
        }
    }

    static String identifier(String channel, Object member) {
        return "{\"channel\":\"" + channel + "\",\"community_member_id\":"
                + (member instanceof String ? "\"" + member + "\"" : member) + "}";
    }

    /** Waits for the next text, at most so long that a failing test ends. */
    JsonObject next() {
        try {
            String text = texts.poll(20, TimeUnit.SECONDS);
            return Json.parseObject(String.valueOf(text).getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the next text that is no ping. */
    JsonObject nextButPings() {
        JsonObject next = next();
        while (next.getString("type", "").equals("ping")) {
            next = next();
        }
        return next;
    }

    /** Checks that nothing has been sent to this client that it has not seen. */
    void seesNothing() {
        for (int i = 0; i < 2; i++) {
            // The first pong may overtake a text, the second can't.
            socket.sendPing(ByteBuffer.allocate(0)).join();
            pongs.acquireUninterruptibly();
        }
        Assertions.assertThat(texts).isEmpty();
    }

    void command(String command, String identifier) {
        send(Json.object()
                .add("command", command)
                .add("identifier", identifier)
                .build()
                .toString());
    }

    /** Subscribes and returns the type of what comes next. */
    String subscribe(String identifier) {
        command("subscribe", identifier);
        JsonObject answer = nextButPings();
        Assertions.assertThat(answer.getString("identifier")).isEqualTo(identifier);
        return answer.getString("type");
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    int closeCode() {
        return closed.orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket receiver, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
        receiver.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket receiver, ByteBuffer message) {
        pongs.release();
        receiver.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket unused, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    /** A connection that was not closed by a close frame counts as closed with 1006. */
    @Override
    public void onError(WebSocket unused, Throwable error) {
        closed.complete(1006);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
