package io.github.circleauth.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page down to the bytes of HTTP/1.1 and of HTTP/2 over plain text, which reads only what a test reads. */
final class RawPage implements Closeable {

    private static final int SETTINGS = 4;
    private static final int HEADERS = 1;
    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CANCEL = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final byte[] WINDOW_OF_ZERO = {0, 4, 0, 0, 0, 0};

    final Socket socket;
    private final URI site;
    private final String cookies;
    private int nextStream = 3;

    private RawPage(URI site, String cookies) throws IOException {
        this.site = site;
        this.cookies = cookies;
        this.socket = new Socket(site.getHost(), site.getPort());
        socket.setSoTimeout(60_000);
    }

    /** Opens a connection for HTTP/1.1 that receives little before it is read. */
    static RawPage http1(String site, String cookies) throws IOException {
        return new RawPage(URI.create(site), cookies);
    }

    /** Opens a connection for HTTP/2, by an upgrade, with a window of 0: the server may send heads alone. */
    static RawPage http2(String site, String cookies) throws IOException {
        RawPage page = new RawPage(URI.create(site), cookies);
        page.send("GET " + page.site.getPath() + "/open/?steps=user HTTP/1.1\r\nHost: " + page.site.getAuthority()
                + "\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAQAAAAA\r\n\r\n");
        String head = page.readHead();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no HTTP/2: " + head);
        }
        page.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        page.frame(SETTINGS, 0, 0, WINDOW_OF_ZERO);
        return page;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends the head of a request of HTTP/1.1. */
    void head(String method, String path, String headers) throws IOException {
        send(method + " " + site.getPath() + path + " HTTP/1.1\r\nHost: " + site.getAuthority() + "\r\nCookie: "
                + cookies + "\r\n" + headers + "\r\n");
    }

    String readHead() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException(head.toString(ISO_8859_1));
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    /** Sends a request in a new stream of HTTP/2, without a body. */
    void get(String path) throws IOException {
        frame(HEADERS, END_HEADERS | END_STREAM, nextStream, headers("GET", path, Map.of()));
        nextStream += 2;
    }

    /**
     * Sends a request in a new stream of HTTP/2 whose path and further fields are sent as they are, and a body.
     *
     * @param fields names and values, in turn
     */
    void raw(String path, List<String> fields, String body) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(headers("POST", path, Map.of("content-type", "application/json", "x-circle-auth", "1")));
        for (int i = 0; i < fields.size(); i += 2) {
            field(block, fields.get(i), fields.get(i + 1));
        }
        frame(HEADERS, END_HEADERS, nextStream, block.toByteArray());
        frame(DATA, END_STREAM, nextStream, body.getBytes(ISO_8859_1));
        nextStream += 2;
    }

    /** Sends a request in a new stream of HTTP/2, with a body that announces another length than it has. */
    void post(String path, int announced, int sent) throws IOException {
        Map<String, String> more = new LinkedHashMap<>();
        more.put("content-type", "application/json");
        more.put("content-length", Integer.toString(announced));
        more.put("x-circle-auth", "1");
        frame(HEADERS, END_HEADERS, nextStream, headers("POST", path, more));
        for (int left = sent; left > 0; left -= 10_000) {
            int count = Math.min(left, 10_000);
            frame(
                    DATA,
                    left == count ? END_STREAM : 0,
                    nextStream,
                    " ".repeat(count).getBytes(ISO_8859_1));
        }
        nextStream += 2;
    }

    /** Sends the beginning of a request with a body in a new stream of HTTP/2. */
    void beginPost(String path, int announced, int sent) throws IOException {
        Map<String, String> more = Map.of(
                "content-type",
                "application/json",
                "content-length",
                Integer.toString(announced),
                "x-circle-auth",
                "1");
        frame(HEADERS, END_HEADERS, nextStream, headers("POST", path, more));
        frame(DATA, 0, nextStream, " ".repeat(sent).getBytes(ISO_8859_1));
        nextStream += 2;
    }

    /** A way to end a request of HTTP/2 without waiting for the response. */
    enum Leaving {
        RESET,
        GO_AWAY,
        CLOSE
    }

    /** Ends the last request, or the connection with it. */
    void leave(Leaving how) throws IOException {
        switch (how) {
            case RESET -> reset();
            case GO_AWAY -> goAway();
            case CLOSE -> close();
        }
    }

    /** Resets the stream of the last request. */
    void reset() throws IOException {
        frame(RST_STREAM, 0, nextStream - 2, number(CANCEL));
    }

    /** Ends the connection, with an error. */
    private void goAway() throws IOException {
        frame(GOAWAY, 0, 0, ByteBuffer.allocate(8).putInt(0).putInt(CANCEL).array());
    }

    /** Lets the server send so many bytes of the last request's response. */
    void widen(int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, nextStream - 2, number(bytes));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Reads frames until the head of a response has arrived, or the server has reset the stream or ended the connection. */
    void awaitEndOfRequest() throws IOException {
        await(HEADERS);
    }

    /** Reads frames until bytes of a response's body have arrived, or the server has reset the stream or ended the connection. */
    void awaitBody() throws IOException {
        await(DATA);
    }

    private void await(int expected) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            in.readNBytes(length);
            if ((type == expected && stream > 1) || type == RST_STREAM || type == GOAWAY) {
                return;
            }
            if (type == SETTINGS && (flags & 1) == 0) {
                frame(SETTINGS, 1, 0, new byte[0]);
            }
        }
    }

    private byte[] headers(String method, String path, Map<String, String> more) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        field(block, ":method", method);
        field(block, ":scheme", "http");
        field(block, ":path", site.getPath() + path);
        field(block, ":authority", site.getAuthority());
        field(block, "cookie", cookies);
        more.forEach((name, value) -> field(block, name, value));
        return block.toByteArray();
    }

    /** A literal field without indexing (RFC 7541). */
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            int rest = length - 127;
            for (; rest >= 128; rest >>= 7) {
                block.write(rest & 127 | 128);
            }
            block.write(rest);
        }
        block.writeBytes(text.getBytes(ISO_8859_1));
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        socket.getOutputStream().write(frame.array());
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
