package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The other end of the wire, down to the byte: a socket that does what a script says and counts what comes. */
final class Peer implements AutoCloseable {

    /** What is done with one connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void serve(Line line) throws Exception;
    }

    final AtomicInteger connections = new AtomicInteger();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    /** The last script serves all later connections too. */
    Peer(Script... scripts) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> accept(scripts));
    }

    /** A peer that answers every request on every connection with the same bytes. */
    static Peer answering(String response) throws IOException {
        return new Peer(line -> {
            while (line.request() != null) {
                line.send(response);
            }
        });
    }

    static String json(String status, String body) {
        return response(status, "Content-Type: application/json", body);
    }

    static String response(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "\r\nContent-Length: " + body.getBytes(UTF_8).length
                + "\r\n\r\n" + body;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    URI tlsUri() {
        return URI.create("https://127.0.0.1:" + server.getLocalPort());
    }

    /** A client of this peer's. */
    HttpCircleAuthClient client() {
        return new HttpCircleAuthClient(builder().build());
    }

    CircleHttp.Builder builder() {
        return CircleHttp.builder()
                .apiToken(Samples.APP_TOKEN)
                .clock(Samples.CLOCK)
                .callTimeout(Duration.ofSeconds(20))
                .baseUrl(uri());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept(Script[] scripts) {
        try {
            for (int i = 0; ; i++) {
                Socket socket = server.accept();
                open.add(socket);
                connections.incrementAndGet();
                Script script = scripts[Math.min(i, scripts.length - 1)];
                start(() -> serve(script, socket));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Script script, Socket socket) {
        try (socket) {
            script.serve(new Line(socket));
        } catch (Exception cut) {
            // The client hung up, as some tests want it to; what was expected is asserted there.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "peer");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    final class Line {

        final Socket socket;
        private final InputStream in;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** Ends the connection without the courtesies of TCP. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Makes the connection a secure one, as its server. */
        Line secured(SSLContext server) throws IOException {
            SSLSocket tls = (SSLSocket) server.getSocketFactory().createSocket(socket, null, true);
            tls.startHandshake();
            return new Line(tls);
        }

        /** Reads one request, notes it, and returns its head and body; or null if the client is gone. */
        @Nullable String request() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
            }
            String text = head.toString(ISO_8859_1);
            int length = text.lines()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring(16)))
                    .sum();
            String request = text + new String(in.readNBytes(length), UTF_8);
            requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }
}
