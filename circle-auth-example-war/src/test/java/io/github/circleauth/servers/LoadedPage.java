package io.github.circleauth.servers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** One of very many pages, without a thread of its own. It notes how long each event took, and whether one is missing. */
final class LoadedPage implements WebSocket.Listener {

    private static final Pattern EVENT = Pattern.compile("\"n\":(\\d+),\"sent\":(\\d+)");

    private final StringBuilder parts = new StringBuilder();
    private final CompletableFuture<String> welcomed = new CompletableFuture<>();
    private final CompletableFuture<String> confirmed = new CompletableFuture<>();
    private final long[] delays;

    private volatile int received;
    private volatile @Nullable String fault;

    /**
     * Creates a page that is not open.
     *
     * @param events how many events there will be
     */
    LoadedPage(int events) {
        this.delays = new long[events];
    }

    /** Opens the page's socket. */
    CompletableFuture<WebSocket> open(HttpClient client, URI address, String origin, String cookies) {
        return client.newWebSocketBuilder()
                .header("Cookie", cookies)
                .header("Origin", origin)
                .subprotocols("actioncable-v1-json")
                .buildAsync(address, this);
    }

    CompletableFuture<String> welcomed() {
        return welcomed;
    }

    CompletableFuture<String> confirmed() {
        return confirmed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        parts.append(part);
        if (last) {
            handle(parts.toString());
            parts.setLength(0);
        }
        socket.request(1);
        return null;
    }

    private void handle(String text) {
        if (text.startsWith("{\"type\":\"ping\"")) {
            return;
        }
        Matcher event = EVENT.matcher(text);
        if (event.find()) {
            received(Integer.parseInt(event.group(1)), System.nanoTime() - Long.parseLong(event.group(2)));
        } else if (text.startsWith("{\"type\":\"welcome\"")) {
            welcomed.complete(text);
        } else if (text.contains("\"type\":\"confirm_subscription\"")) {
            confirmed.complete(text);
        } else {
            fail(text);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // One callback at a time.
    private void received(int number, long delay) {
        if (number != received) {
            fail("event " + number + " instead of " + received);
        } else {
            delays[number] = delay;
            received++;
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        fail("closed with " + status);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        fail(failure.toString());
    }

    private void fail(String what) {
        fault = what;
        welcomed.completeExceptionally(new IllegalStateException(what));
        confirmed.completeExceptionally(new IllegalStateException(what));
    }

    /** Returns what went wrong, or null. */
    @Nullable String fault() {
        return fault;
    }

    int received() {
        return received;
    }

    /** Returns the times from Circle to here, in nanoseconds. */
    LongStream delays() {
        return Arrays.stream(delays, 0, received);
    }
}
