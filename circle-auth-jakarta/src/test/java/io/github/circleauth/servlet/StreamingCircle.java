package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** A Circle that sends and receives any amount, for bodies that are streamed through the proxy. */
final class StreamingCircle implements AutoCloseable {

    static final long MEGABYTE = 1024 * 1024;
    static final long LARGE = 100 * MEGABYTE;
    private static final byte[] CHUNK = "0123456789abcdef".repeat(1024).getBytes(UTF_8);

    final AtomicLong received = new AtomicLong();
    final AtomicLong sent = new AtomicLong();

    /** Reaches zero when a body breaks off. */
    final CountDownLatch cutOff = new CountDownLatch(1);

    final ExecutorService threads = Executors.newCachedThreadPool();

    private final HttpServer server;

    /** How many chunks Circle may still send. */
    private final Semaphore chunksToSend = new Semaphore(0);

    StreamingCircle() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        serves("/receive", this::receive);
        serves("/send", this::send);
        serves("/reject", this::reject);
        server.start();
    }

    /** Handles requests for a path of the Member API. */
    void serves(String path, HttpHandler handler) {
        server.createContext("/api/headless/v1" + path, handler);
    }

    /** Permits Circle to send one more chunk. */
    void sendsAChunk() {
        chunksToSend.release();
    }

    /** Permits Circle to send everything. */
    void sendsAll() {
        chunksToSend.release(1_000_000);
    }

    @Override
    public void close() {
        sendsAll();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Returns a page whose requests and responses may have so many bytes. */
    Page page(long most) throws Exception {
        return page(most, "PT30S");
    }

    /** Returns a page as {@link #page(long)}, with a deadline. */
    Page page(long most, String deadline) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        String bytes = Long.toString(most);
        return new Page(
                OneApplication.online(ours -> uri),
                new CircleProxyServlet(),
                Map.of(
                        "allow",
                        "GET /**, POST /**",
                        "deadline",
                        deadline,
                        "max-request-bytes",
                        bytes,
                        "max-response-bytes",
                        bytes));
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] chunk = new byte[CHUNK.length];
        try (InputStream in = exchange.getRequestBody()) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                received.addAndGet(read);
            }
        } catch (IOException brokenOff) {
            cutOff.countDown();
            throw brokenOff;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 2);
        exchange.getResponseBody().write("{}".getBytes(UTF_8));
        exchange.close();
    }

    /** Sends 100 MB, as fast as permitted and read. */
    private void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            for (long left = LARGE; left > 0; left -= CHUNK.length) {
                chunksToSend.acquireUninterruptibly();
                out.write(CHUNK);
                out.flush();
                sent.addAndGet(CHUNK.length);
            }
        } catch (IOException brokenOff) {
            cutOff.countDown();
            throw brokenOff;
        }
    }

    private void reject(HttpExchange exchange) throws IOException {
        received.addAndGet(exchange.getRequestBody().readAllBytes().length);
        byte[] body = "{\"success\":false,\"message\":\"The access token is expired.\"}".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Returns a stream of that many bytes. */
    static InputStream bytes(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] into, int offset, int most) {
                if (left <= 0) {
                    return -1;
                }
                int read = (int) Math.min(left, Math.min(most, CHUNK.length));
                System.arraycopy(CHUNK, 0, into, offset, read);
                left -= read;
                return read;
            }
        };
    }

    interface Step {
        void run() throws Exception;
    }

    /** Returns the bytes that the calling thread allocates in a step. */
    static long allocated(Step step) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        step.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
