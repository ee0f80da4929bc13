package io.github.circleauth.live;

import io.github.circleauth.live.Upstream.UpstreamEnd;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of the JDK's WebSocket client. It joins the parts of texts, sends one text after the other, and takes no more from
 * the network than its owner asks for. Thread-safe.
 */
final class JdkConnection implements Upstream.Connection, WebSocket.Listener {

    /** Circle's events have some kilobytes. Longer texts end the connection. */
    static final int MAX_CHARS = 1_000_000;

    /** How many texts may come before the owner has dealt with the first one. */
    private static final int AHEAD = 16;

    static final int MAX_UNSENT = 1_000;

    private final Upstream.Listener listener;
    private final Consumer<JdkConnection> onEnd;

    /** Used by one callback at a time. */
    private final StringBuilder parts = new StringBuilder();

    // Guarded by this.
    private @Nullable WebSocket socket;
    private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
    private int unsent;
    private boolean ended;

    /**
     * Creates a connection whose handshake is under way.
     *
     * @param onEnd is told of the end, however it came
     */
    JdkConnection(Upstream.Listener listener, Consumer<JdkConnection> onEnd) {
        this.listener = listener;
        this.onEnd = onEnd;
    }

    @Override
    public void onOpen(WebSocket opened) {
        boolean late;
        synchronized (this) {
            late = ended;
            socket = opened;
        }
        if (late) {
            opened.abort();
        } else {
            opened.request(AHEAD);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        if (parts.length() + part.length() > MAX_CHARS) {
            end(UpstreamEnd.LOST, "a text of Circle's has more than " + MAX_CHARS + " characters");
            return null;
        }
        parts.append(part);
        if (!last) {
            from.request(1);
            return null;
        }
        String text = parts.toString();
        parts.setLength(0);
        if (!isEnded()) {
            listener.received(text);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end(UpstreamEnd.LOST, "Circle closed the connection with status " + status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        end(UpstreamEnd.LOST, "the connection broke with " + failure.getClass().getSimpleName());
    }

    @Override
    public void more() {
        WebSocket open = socket();
        if (open != null) {
            open.request(1);
        }
    }

    private synchronized @Nullable WebSocket socket() {
        return ended ? null : socket;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    @Override
    public void send(String text) {
        if (!enqueue(text)) {
            end(UpstreamEnd.LOST, "Circle does not read what is sent");
        }
    }

    /** Returns false if too much waits already. The client sends one text at a time. */
    private synchronized boolean enqueue(String text) {
        WebSocket open = ended ? null : socket;
        if (open == null) {
            return true;
        }
        if (unsent >= MAX_UNSENT) {
            return false;
        }
        unsent++;
        sent = sent.thenCompose(former -> open.sendText(text, true)).whenComplete((done, failure) -> sent(failure));
        return true;
    }

    private void sent(@Nullable Throwable failure) {
        synchronized (this) {
            unsent--;
        }
        if (failure != null) {
            end(UpstreamEnd.LOST, "a text could not be sent");
        }
    }

    /** Ends the connection, and tells the listener, unless it had ended. */
    void end(UpstreamEnd how, String detail) {
        if (close()) {
            listener.ended(how, detail);
        }
    }

    @Override
    public void abort() {
        boolean unused = close();
    }

    private boolean close() {
        WebSocket open;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            open = socket;
        }
        onEnd.accept(this);
        if (open != null) {
            open.abort();
        }
        return true;
    }
}
