package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A page's WebSocket down to its frames, which sends and reads what a test says. */
final class LiveSocket implements Closeable {

    static final String PATH = "/circle-live";

    /** The code of a connection that ended without a close frame. */
    static final int NO_CLOSE_FRAME = 1006;

    private static final long LONGEST_WAIT = TimeUnit.MINUTES.toNanos(2);

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int PART = 1_000;

    private final RawPage connection;
    private final String responseHead;
    private int closeCode;

    private LiveSocket(RawPage connection, String responseHead) {
        this.connection = connection;
        this.responseHead = responseHead;
    }

    /** Opens a socket as a page of the site does. */
    static LiveSocket open(ProbeClient client) throws IOException {
        return open(client, PATH);
    }

    /** Opens a socket of another endpoint. */
    static LiveSocket open(ProbeClient client, String path) throws IOException {
        URI site = URI.create(client.site());
        return handshake(client, path, "Origin: " + site.getScheme() + "://" + site.getAuthority() + "\r\n");
    }

    /** Sends a handshake with further headers. */
    static LiveSocket handshake(ProbeClient client, String headers) throws IOException {
        return handshake(client, PATH, headers);
    }

    private static LiveSocket handshake(ProbeClient client, String path, String headers) throws IOException {
        RawPage connection = RawPage.http1(client.site(), client.cookies());
        connection.head(
                "GET",
                path,
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Sec-WebSocket-Protocol: actioncable-v1-json, actioncable-unsupported\r\n"
                        + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n" + headers);
        return new LiveSocket(connection, connection.readHead());
    }

    /** Opens a socket as a page of the site does, and subscribes to a channel. */
    static LiveSocket subscribed(ProbeClient client, String identifier) throws IOException {
        LiveSocket page = open(client);
        assertThat(page.next()).startsWith("{\"type\":\"welcome\"");
        page.send(subscribe(identifier));
        assertThat(page.next()).isEqualTo(confirmed(identifier));
        return page;
    }

    String responseHead() {
        return responseHead;
    }

    int status() {
        return Integer.parseInt(responseHead.split(" ", 3)[1]);
    }

    void send(String text) throws IOException {
        frame(TEXT, text.getBytes(UTF_8));
    }

    /** Sends a text in frames none of which is the last. */
    void sendPartsWithoutEnd(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        for (int from = 0; from < bytes.length; from += PART) {
            frame(
                    from == 0 ? TEXT : CONTINUATION,
                    false,
                    Arrays.copyOfRange(bytes, from, Math.min(from + PART, bytes.length)));
        }
    }

    void sendBinary(byte[] data) throws IOException {
        frame(BINARY, data);
    }

    void sendClose() throws IOException {
        frame(CLOSE, new byte[] {3, (byte) 0xe8});
    }

    private void frame(int type, byte[] payload) throws IOException {
        frame(type, true, payload);
    }

    private void frame(int type, boolean last, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) (last ? 0x80 | type : type));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        // A mask of zeros leaves the payload as it is.
        frame.putInt(0).put(payload);
        connection.socket.getOutputStream().write(frame.array(), 0, frame.position());
        connection.socket.getOutputStream().flush();
    }

    /** Returns the next text that is no ping of Action Cable's. Fails with an {@link EOFException} at the end. */
    String next() throws IOException {
        while (true) {
            String text = nextFrame();
            if (!text.startsWith("{\"type\":\"ping\"")) {
                return text;
            }
        }
    }

    /** Returns the next text. */
    String nextFrame() throws IOException {
        DataInputStream in = new DataInputStream(connection.socket.getInputStream());
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            long size = length == 127 ? in.readLong() : length == 126 ? in.readUnsignedShort() : length;
            byte[] payload = in.readNBytes((int) size);
            switch (first & 0x0f) {
                case PING -> frame(PONG, payload);
                case CLOSE -> {
                    closeCode =
                            payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort();
                    frame(CLOSE, payload);
                    throw new EOFException("closed with " + closeCode);
                }
                default -> text.writeBytes(payload);
            }
            if ((first & 0x80) != 0 && (first & 0x0f) < CLOSE) {
                return text.toString(UTF_8);
            }
        }
    }

    /** Reads to the end, which must come within two minutes. Returns the code of the close frame. */
    int awaitClose() throws IOException {
        long since = System.nanoTime();
        try {
            while (closeCode == 0) {
                nextFrame();
                assertThat(System.nanoTime() - since)
                        .as("nanoseconds without the end")
                        .isLessThan(LONGEST_WAIT);
            }
        } catch (EOFException | SocketException ended) {
            closeCode = closeCode == 0 ? NO_CLOSE_FRAME : closeCode;
        }
        return closeCode;
    }

    RawPage connection() {
        return connection;
    }

    static String subscribe(String identifier) {
        return "{\"command\":\"subscribe\",\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\"}";
    }

    static String rejected(String identifier) {
        return "{\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\",\"type\":\"reject_subscription\"}";
    }

    static String confirmed(String identifier) {
        return "{\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\",\"type\":\"confirm_subscription\"}";
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
