package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP proxy that tunnels every {@code CONNECT} to one port of this machine, whatever the name, and records each byte that
 * a client sends.
 */
final class RelayingProxy implements AutoCloseable {

    final AtomicInteger connections = new AtomicInteger();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final ServerSocket server;
    private final int target;

    RelayingProxy(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Returns all bytes that clients have sent. */
    String received() {
        synchronized (received) {
            return received.toString(ISO_8859_1);
        }
    }

    /** Returns the requests for tunnels, each without the empty line at its end. */
    String connects() {
        return received()
                .lines()
                .dropWhile(line -> !line.startsWith("CONNECT "))
                .takeWhile(line -> !line.isEmpty())
                .reduce("", (head, line) -> head + line + "\n");
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                connections.incrementAndGet();
                start(() -> tunnel(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void tunnel(Socket client) {
        try (client;
                Socket circle = new Socket(InetAddress.getLoopbackAddress(), target)) {
            open.add(circle);
            InputStream in = client.getInputStream();
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return;
                }
                head.write(next);
                record(new byte[] {(byte) next}, 1);
            }
            client.getOutputStream().write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(ISO_8859_1));
            start(() -> relay(circle, client, false));
            relay(client, circle, true);
        } catch (IOException brokenOff) {
            // One side closed the connection.
        }
    }

    private void relay(Socket from, Socket to, boolean recorded) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (recorded) {
                    record(bytes, count);
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        } catch (IOException brokenOff) {
            // One side closed the connection.
        }
    }

    private void record(byte[] bytes, int count) {
        synchronized (received) {
            received.write(bytes, 0, count);
        }
    }

    /** Closes all tunnels, as a proxy does with idle ones. */
    void closeTunnels() throws IOException {
        for (Socket socket = open.poll(); socket != null; socket = open.poll()) {
            socket.close();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relaying-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closeTunnels();
    }
}
