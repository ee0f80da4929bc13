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

/** A server that runs a script for each connection, down to the byte, and records connections and requests. */
final class ScriptedServer implements AutoCloseable {

    /** Serves one connection, which is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void serve(Connection connection) throws Exception;
    }

    final AtomicInteger connections = new AtomicInteger();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;

    /** Starts a server. The last script serves all further connections too. */
    ScriptedServer(Script... scripts) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> accept(scripts));
    }

    /** Returns a server that responds with the same bytes to every request. */
    static ScriptedServer responding(String response) throws IOException {
        return new ScriptedServer(connection -> {
            while (connection.readRequest() != null) {
                connection.send(response);
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

    /** Returns a client of this server. */
    HttpCircleAuthClient client() {
        return new HttpCircleAuthClient(builder().build());
    }

    CircleHttpBuilder builder() {
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
            script.serve(new Connection(socket));
        } catch (Exception brokenOff) {
            // The client closed the connection. Tests that expect otherwise assert it.
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    final class Connection {

        final Socket socket;
        private final InputStream in;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        /** Resets the connection, without a regular close of TCP. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits for the client's first byte, such as that of its TLS handshake. */
        void awaitByte() throws IOException {
            in.read();
        }

        /** Performs the TLS handshake, as the server. */
        Connection startTls(SSLContext context) throws IOException {
            return startTls(context, false);
        }

        /** Performs the TLS handshake, as a server that requires a certificate of the client. */
        Connection startMutualTls(SSLContext context) throws IOException {
            return startTls(context, true);
        }

        private Connection startTls(SSLContext context, boolean mutual) throws IOException {
            SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
            tls.setUseClientMode(false);
            tls.setNeedClientAuth(mutual);
            tls.startHandshake();
            return new Connection(tls);
        }

        /** Reads and records a request, and returns its head and body; null if the client has closed the connection. */
        @Nullable String readRequest() throws IOException {
            String head = head();
            if (head == null) {
                return null;
            }
            int length = head.lines()
                    .filter(line -> line.startsWith("Content-Length: "))
                    .mapToInt(line -> Integer.parseInt(line.substring(16)))
                    .sum();
            String request = head + new String(in.readNBytes(length), UTF_8);
            requests.add(request);
            return request;
        }

        /** Reads and records a request's head, and leaves the body unread. */
        @Nullable String readHead() throws IOException {
            String head = head();
            if (head != null) {
                requests.add(head);
            }
            return head;
        }

        private @Nullable String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return null;
                }
                head.write(next);
            }
            return head.toString(ISO_8859_1);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
        }
    }
}
