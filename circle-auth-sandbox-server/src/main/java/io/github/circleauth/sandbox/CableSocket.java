package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.CableOutbox.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketAdapter;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.Handshakedata;

/**
 * A WebSocket on the socket of one HTTP connection. Java-WebSocket encodes and decodes. All is
 * done by the HTTP connection's own thread; it never waits for a client that doesn't read.
 */
final class CableSocket {

    /** While more frames wait, such as pongs, the client isn't read. */
    private static final int MAX_FRAMES = 64;

    private static final int SEND_BUFFER_BYTES = 64 * 1024;
    private static final Duration LONGEST_SELECT = Duration.ofSeconds(3);
    private static final long LONGEST_FINISH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final SocketChannel channel;
    private final SandboxRequest handshake;
    private final CableConnection connection;
    private final InstantSource clock;
    private final WebSocketImpl webSocket;
    private long lastOnTime = System.nanoTime();
    private final ByteBuffer input = ByteBuffer.allocate(16 * 1024);

    CableSocket(SocketChannel channel, SandboxRequest handshake, CableConnection connection, InstantSource clock) {
        this.channel = channel;
        this.handshake = handshake;
        this.connection = connection;
        this.clock = clock;
        this.webSocket = new WebSocketImpl(new Texts(), List.of(new BoundedDraft()));
    }

    /** Serves the connection until it ends. */
    void serve() throws IOException {
        channel.configureBlocking(false);
        // Otherwise the system would take megabytes for a client that doesn't read.
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        try (Selector selector = Selector.open()) {
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            webSocket.decode(head());
            connection.opened(selector::wakeup);
            boolean reads = true;
            while (reads && !isCutOff() && !webSocket.isFlushAndClose()) {
                write();
                dropIfOverdue();
                key.interestOps((webSocket.outQueue.size() < MAX_FRAMES ? SelectionKey.OP_READ : 0)
                        | (webSocket.hasBufferedData() ? SelectionKey.OP_WRITE : 0));
                if (!webSocket.isFlushAndClose()) {
                    selector.select(millisUntilNext());
                    reads = read(key);
                }
            }
            if (reads) {
                finish(selector, key);
            }
        } catch (CancelledKeyException closed) {
            // The sandbox was closed at this moment.
        }
    }

    /** Drops a client that doesn't even read that it is disconnected. */
    private void dropIfOverdue() {
        long now = System.nanoTime();
        if (!connection.hasEnded() || !webSocket.hasBufferedData()) {
            lastOnTime = now;
        } else if (now - lastOnTime > LONGEST_FINISH_NANOS) {
            connection.drop();
        }
    }

    private boolean isCutOff() {
        return connection.isDropped() || Thread.currentThread().isInterrupted();
    }

    private long millisUntilNext() {
        if (webSocket.hasBufferedData()) {
            return LONGEST_SELECT.toMillis();
        }
        Duration untilNext = connection.untilNext(clock.instant());
        // One more, since the fraction of a millisecond is lost.
        return untilNext.compareTo(LONGEST_SELECT) > 0
                ? LONGEST_SELECT.toMillis()
                : Math.max(0, untilNext.toMillis()) + 1;
    }

    private void write() throws IOException {
        Message next;
        while (flush() && webSocket.isOpen() && (next = connection.next(clock.instant())) != null) {
            String text = next.text();
            if (text != null) {
                webSocket.send(text);
            }
            if (next.last()) {
                webSocket.close(CloseFrame.NORMAL);
            }
        }
    }

    /** Writes frames as long as the client takes them. Returns whether none is left. */
    private boolean flush() throws IOException {
        for (ByteBuffer frame = webSocket.outQueue.peek(); frame != null; frame = webSocket.outQueue.peek()) {
            channel.write(frame);
            if (frame.hasRemaining()) {
                return false;
            }
            webSocket.outQueue.remove();
        }
        return true;
    }

    /** Reads what is there. Returns whether the client may send more. */
    private boolean read(SelectionKey key) throws IOException {
        if (!key.isValid() || !key.isReadable()) {
            return key.isValid();
        }
        int count = channel.read(input);
        if (count > 0) {
            decode(input.flip());
        }
        input.clear();
        return count >= 0;
    }

    private void decode(ByteBuffer bytes) {
        try {
            webSocket.decode(bytes);
        } catch (RuntimeException e) {
            // Java-WebSocket doesn't handle all invalid frames: a close with a reason that isn't UTF-8 causes a
            // NullPointerException, a ping after a close a WebsocketNotConnectedException.
            webSocket.close(CloseFrame.PROTOCOL_ERROR);
        }
    }

    /**
     * Sends the last frames and waits for the client's close, but not for long. Without that, the frames could be destroyed by
     * a reset, which unread bytes of the client's cause.
     */
    private void finish(Selector selector, SelectionKey key) throws IOException {
        long end = System.nanoTime() + LONGEST_FINISH_NANOS;
        boolean reads = true;
        while (reads && !isCutOff() && end - System.nanoTime() > 0) {
            if (flush()) {
                channel.shutdownOutput();
            }
            key.interestOps(SelectionKey.OP_READ | (webSocket.hasBufferedData() ? SelectionKey.OP_WRITE : 0));
            selector.select(TimeUnit.NANOSECONDS.toMillis(LONGEST_FINISH_NANOS));
            input.clear();
            reads = channel.read(input) >= 0;
        }
    }

    /** Returns the handshake as the client sent it, but for headers that are not about WebSockets. */
    private ByteBuffer head() {
        StringBuilder head = new StringBuilder("GET /cable HTTP/1.1\r\n");
        for (String name : List.of(
                "connection",
                "upgrade",
                "sec-websocket-version",
                "sec-websocket-key",
                "sec-websocket-protocol",
                "sec-websocket-extensions")) {
            String value = handshake.header(name);
            if (value != null) {
                head.append(name).append(": ").append(value).append("\r\n");
            }
        }
        return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Passes texts on. */
    private final class Texts extends WebSocketAdapter {

        @Override
        public void onWebsocketMessage(WebSocket unused, String text) {
            connection.received(text);
        }

        @Override
        public void onWebsocketMessage(WebSocket socket, ByteBuffer binary) {
            socket.close(CloseFrame.REFUSE, "Only texts are understood.");
        }

        @Override
        public void onWebsocketOpen(WebSocket unused, Handshakedata handshakeOfClient) {}

        @Override
        public void onWebsocketClose(WebSocket unused, int code, String reason, boolean remote) {}

        @Override
        public void onWebsocketClosing(WebSocket unused, int code, String reason, boolean remote) {}

        @Override
        public void onWebsocketCloseInitiated(WebSocket unused, int code, String reason) {}

        @Override
        public void onWebsocketError(WebSocket unused, Exception e) {
            // What the client sent is invalid; Java-WebSocket closes the connection with a code that says so.
        }

        @Override
        public void onWriteDemand(WebSocket unused) {}

        @Override
        public InetSocketAddress getLocalSocketAddress(WebSocket unused) {
            return (InetSocketAddress) channel.socket().getLocalSocketAddress();
        }

        @Override
        public InetSocketAddress getRemoteSocketAddress(WebSocket unused) {
            return (InetSocketAddress) channel.socket().getRemoteSocketAddress();
        }
    }
}
