package io.github.circleauth.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A server of WebSockets, down to the byte: it runs a script for each connection, and records the heads of the requests. */
final class RawCable implements AutoCloseable {

    /** Serves one connection, which is closed afterwards. */
    interface Script {
        void serve(Peer peer) throws Exception;
    }

    static final int TEXT = 1;
    static final int MORE = 0;
    static final int BINARY = 2;
    static final int CLOSE = 8;

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    RawCable(Script script) throws IOException {
        start(() -> accept(script));
    }

    int port() {
        return server.getLocalPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port());
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-cable");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept(Script script) {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                start(() -> serve(script, socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            script.serve(new Peer(socket));
        } catch (Exception brokenOff) {
            // The client closed the connection. Tests that expect otherwise assert it.
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One connection. */
    final class Peer {

        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        Peer startTls(SSLContext context) throws IOException {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            open.add(tls); // A garbage one is closed.
            tls.setUseClientMode(false);
            tls.startHandshake();
            return new Peer(tls);
        }

        String readHead() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readUnsignedByte());
            }
            heads.add(head.toString());
            return head.toString();
        }

        void send(String head) throws IOException {
            out.write(head.getBytes(ISO_8859_1));
            out.flush();
        }

        /** Accepts the handshake. */
        Peer accept() throws Exception {
            return accept("Sec-WebSocket-Protocol: actioncable-v1-json\r\n");
        }

        Peer accept(String headers) throws Exception {
            String key = readHead().replaceFirst("(?is).*\r\nSec-WebSocket-Key: ([^\r]*)\r\n.*", "$1");
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
            send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + headers
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n");
            return this;
        }

        void text(String text) throws IOException {
            frame(TEXT, true, text.getBytes(UTF_8));
        }

        void frame(int opcode, boolean last, byte... payload) throws IOException {
            ByteBuffer head = ByteBuffer.allocate(10);
            head.put((byte) (opcode | (last ? 0x80 : 0)));
            if (payload.length < 126) {
                head.put((byte) payload.length);
            } else if (payload.length < 65_536) {
                head.put((byte) 126).putShort((short) payload.length);
            } else {
                head.put((byte) 127).putLong(payload.length);
            }
            out.write(head.array(), 0, head.position());
            out.write(payload);
            out.flush();
        }

        /** Returns the payload of the client's next frame, which is short and masked. */
        String readText() throws IOException {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte() & 0x7f;
            length = length == 126 ? in.readUnsignedShort() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return opcode == CLOSE ? "close" : new String(payload, UTF_8);
        }

        /** Returns whether the client closes the connection without a further byte. */
        boolean isClosedByClient() {
            try {
                return in.read() < 0;
            } catch (IOException reset) {
                return true;
            }
        }

        void untilTheTestIsOver() throws InterruptedException {
            over.await();
        }

        /** Resets the connection, without a regular close of TCP. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
