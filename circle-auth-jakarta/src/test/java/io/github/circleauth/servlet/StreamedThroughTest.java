package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that are streamed through the proxy, with a Circle that sends and receives any amount. */
class StreamedThroughTest {

    private static final long MEGABYTE = 1024 * 1024;
    private static final long LARGE = 100 * MEGABYTE;
    private static final byte[] CHUNK = "0123456789abcdef".repeat(1024).getBytes(UTF_8);

    private final HttpServer circle = circle();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch cutOff = new CountDownLatch(1);

    /** How many chunks Circle may still send. */
    private final Semaphore chunksToSend = new Semaphore(0);

    private Page page;

    private static HttpServer circle() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open() throws Exception {
        circle.setExecutor(threads);
        circle.createContext("/api/headless/v1/receive", this::receive);
        circle.createContext("/api/headless/v1/send", this::send);
        circle.createContext("/api/headless/v1/reject", StreamedThroughTest::reject);
        circle.start();
        page = pageWith(200 * MEGABYTE);
    }

    @AfterEach
    void close() {
        chunksToSend.release(1_000_000);
        circle.stop(0);
        threads.shutdownNow();
    }

    private Page pageWith(long most) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + circle.getAddress().getPort());
        String bytes = Long.toString(most);
        return new Page(
                OneApplication.online(ours -> uri),
                new CircleProxyServlet(),
                Map.of("allow", "GET /**, POST /**", "max-request-bytes", bytes, "max-response-bytes", bytes));
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

    private static void reject(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = "{\"success\":false,\"message\":\"The access token is expired.\"}".getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Returns a stream of that many bytes. */
    private static InputStream bytes(long count) {
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

    private interface Source {
        InputStream open() throws IOException;
    }

    /** Returns a stream that is read once Circle has received some of what precedes it. */
    private InputStream onceReceived(Source source) {
        return new InputStream() {
            private InputStream opened;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0];
            }

            @Override
            public int read(byte[] into, int offset, int most) throws IOException {
                while (received.get() == 0) {
                    Thread.onSpinWait();
                }
                opened = opened == null ? source.open() : opened;
                return opened.read(into, offset, most);
            }
        };
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Returns the bytes that the calling thread allocates in a step. */
    private static long allocated(Step step) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        step.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static final class Counting extends OutputStream {
        private long count;

        @Override
        public void write(int one) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }
    }

    @Test
    void aHundredMegabytesAreSentInConstantMemory() throws Exception {
        page.send(page.changingRequest("POST", "/receive").with(bytes(MEGABYTE), MEGABYTE));
        StubResponse response = new StubResponse();

        long memory = allocated(
                () -> page.send(page.changingRequest("POST", "/receive").with(bytes(LARGE), LARGE), response));

        assertThat(response.status).isEqualTo(200);
        assertThat(received).hasValue(LARGE + MEGABYTE);
        assertThat(memory).isLessThan(2 * MEGABYTE);
    }

    @Test
    void aHundredMegabytesAreReceivedInConstantMemory() throws Exception {
        chunksToSend.release(1_000_000);
        StubResponse response = new StubResponse();
        Counting counting = new Counting();
        response.elsewhere = counting;

        long memory = allocated(() -> page.send(page.request("GET", "/send"), response));

        assertThat(counting.count).isEqualTo(LARGE);
        assertThat(memory).isLessThan(2 * MEGABYTE);
    }

    @Test
    void aTooLongBodyIsRefusedBeforeItIsReadOrWithoutALengthWhileItIsRead() throws Exception {
        Page small = pageWith(MEGABYTE);

        StubResponse withLength =
                small.send(small.changingRequest("POST", "/receive").with(bytes(LARGE), LARGE));
        assertThat(withLength.status).isEqualTo(413);
        assertThat(received).hasValue(0);

        InputStream large = new SequenceInputStream(bytes(MEGABYTE / 2), onceReceived(() -> bytes(LARGE)));
        StubResponse withoutLength =
                small.send(small.changingRequest("POST", "/receive").with(large, -1));
        assertThat(withoutLength.status).isEqualTo(413);
        assertThat(withoutLength.text()).contains("\"reason\":\"too-large\"");
        assertThat(received.get()).isLessThanOrEqualTo(MEGABYTE);
        assertThat(cutOff.await(30, TimeUnit.SECONDS))
                .as("the request is incomplete")
                .isTrue();
    }

    @Test
    void aBodyThatBreaksOffIsNoCompleteRequestForCircle() throws Exception {
        InputStream breaking = new SequenceInputStream(bytes(MEGABYTE), onceReceived(() -> {
            throw new IOException("The page has disconnected.");
        }));

        StubResponse broken = page.send(page.changingRequest("POST", "/receive").with(breaking, -1));

        assertThat(broken.status).isEqualTo(503);
        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void slowUploadsLeaveConnectionsToOtherRequests() throws Exception {
        CountDownLatch mayContinue = new CountDownLatch(1);
        Phaser waiting = new Phaser(1 + 16);
        for (int i = 0; i < 16; i++) {
            InputStream slow = new SequenceInputStream(bytes(MEGABYTE), new InputStream() {
                @Override
                public int read() throws IOException {
                    waiting.arrive();
                    try {
                        mayContinue.await();
                    } catch (InterruptedException interrupted) {
                        throw new IOException(interrupted);
                    }
                    return -1;
                }
            });
            threads.submit(
                    () -> page.send(page.changingRequest("POST", "/receive").with(slow, -1)));
        }
        waiting.awaitAdvanceInterruptibly(waiting.arrive(), 30, TimeUnit.SECONDS);

        StubResponse oneMore =
                page.send(page.changingRequest("POST", "/receive").with(bytes(MEGABYTE), -1));
        assertThat(oneMore.status).isEqualTo(503);
        assertThat(oneMore.headers).containsEntry("Retry-After", "1");
        assertThat(page.send(page.changingRequest("POST", "/receive").with(bytes(1), 1)).status)
                .isEqualTo(200);

        mayContinue.countDown();
    }

    @Test
    void anUploadThatHasEndedLeavesItsPlaceToAnother() throws Exception {
        for (int i = 0; i < 17; i++) {
            assertThat(page.send(page.changingRequest("POST", "/receive").with(bytes(MEGABYTE / 8), -1)).status)
                    .isEqualTo(200);
        }
    }

    @Test
    void aResponseWithATooLargeContentLengthIsNotPassedBack() throws Exception {
        circle.createContext("/api/headless/v1/large", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, MEGABYTE + 1);
            bytes(MEGABYTE + 1).transferTo(exchange.getResponseBody());
            exchange.close();
        });
        Page small = pageWith(MEGABYTE);

        StubResponse response = small.send(small.request("GET", "/large"));

        assertThat(response.status).isEqualTo(502);
        assertThat(response.text()).contains("\"reason\":\"unusable\"");
    }

    @Test
    void aRejectionThatBreaksOffIsA503() throws Exception {
        circle.createContext("/api/headless/v1/break", exchange -> {
            exchange.sendResponseHeaders(401, 100);
            exchange.getResponseBody().write("{".getBytes(UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });

        StubResponse response = page.send(page.request("GET", "/break"));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }

    @Test
    void aTooLongResponseIsCutOffForThePageToo() throws Exception {
        chunksToSend.release(1_000_000);
        Page small = pageWith(MEGABYTE);
        StubResponse response = new StubResponse();
        Counting counting = new Counting();
        response.elsewhere = counting;

        assertThatThrownBy(() -> small.send(small.request("GET", "/send"), response))
                .isInstanceOf(IOException.class);

        assertThat(counting.count).isLessThanOrEqualTo(MEGABYTE);
        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSlowResponseReachesThePageWhileItArrives() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        StubResponse response = new StubResponse();
        response.elsewhere = new OutputStream() {
            @Override
            public void write(int one) {
                first.countDown();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                first.countDown();
            }
        };
        chunksToSend.release(1);
        var pending = threads.submit(() -> page.send(page.request("GET", "/send"), response));

        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pending.isDone()).isFalse();
        chunksToSend.release(1_000_000);
        pending.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aPageThatDisconnectsEndsTheRequestToCircle() throws Exception {
        chunksToSend.release(1_000_000);
        StubResponse response = new StubResponse();
        response.elsewhere = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("The page has disconnected.");
            }
        };

        assertThatThrownBy(() -> page.send(page.request("GET", "/send"), response))
                .isInstanceOf(IOException.class)
                .hasMessage("The page has disconnected.");

        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sent.get()).isLessThan(LARGE);
    }

    @Test
    void aPageThatReadsSlowlySlowsCircleDownAndTakesNoMemory() throws Exception {
        chunksToSend.release(1_000_000);
        CountDownLatch reads = new CountDownLatch(1);
        Counting counting = new Counting();
        StubResponse response = new StubResponse();
        response.elsewhere = new OutputStream() {
            @Override
            public void write(int one) {
                counting.write(one);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    reads.await();
                } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                }
                counting.write(bytes, offset, length);
            }
        };
        var pending = threads.submit(() -> page.send(page.request("GET", "/send"), response));
        while (sent.get() == 0) { // Until Circle has begun; then it fills the buffers on the way.
            Thread.onSpinWait();
        }

        assertThat(counting.count).isZero();
        assertThat(sent.get()).isLessThan(LARGE);
        reads.countDown();
        pending.get(60, TimeUnit.SECONDS);
        assertThat(counting.count).isEqualTo(LARGE);
    }

    @Test
    void anUnrepeatableBodyIsNotSentAgainAndTheTokenIsRenewedForTheNextRequest() throws Exception {
        StubResponse response =
                page.send(page.changingRequest("POST", "/reject").with(bytes(MEGABYTE), MEGABYTE));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers).containsEntry("Retry-After", "1");
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }
}
