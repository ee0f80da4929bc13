package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.StreamingCircle.LARGE;
import static io.github.circleauth.servlet.StreamingCircle.MEGABYTE;
import static io.github.circleauth.servlet.StreamingCircle.allocated;
import static io.github.circleauth.servlet.StreamingCircle.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Long response bodies that pass the proxy. */
class StreamedDownloadTest {

    private StreamingCircle circle;
    private Page page;

    @BeforeEach
    void open() throws Exception {
        circle = new StreamingCircle();
        page = circle.page(200 * MEGABYTE);
    }

    @AfterEach
    void close() {
        circle.close();
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
    void aHundredMegabytesAreReceivedInConstantMemory() throws Exception {
        circle.sendsAll();
        StubResponse response = new StubResponse();
        Counting counting = new Counting();
        response.elsewhere = counting;

        long memory = allocated(() -> page.send(page.request("GET", "/send").asynchronous(), response));

        assertThat(counting.count).isEqualTo(LARGE);
        // The rest is in a file.
        assertThat(memory).isLessThan(6 * MEGABYTE);
    }

    @Test
    void aResponseWithATooLargeContentLengthIsNotPassedBack() throws Exception {
        circle.serves("/large", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, MEGABYTE + 1);
            bytes(MEGABYTE + 1).transferTo(exchange.getResponseBody());
            exchange.close();
        });
        Page small = circle.page(MEGABYTE);

        StubResponse response = small.send(small.request("GET", "/large"));

        assertThat(response.status).isEqualTo(502);
        assertThat(response.text()).contains("\"reason\":\"unusable\"");
    }

    @Test
    void aRejectionThatBreaksOffIsA503() throws Exception {
        circle.serves("/break", exchange -> {
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
    void aTooLongResponseOfUnknownLengthIsCutOffAndNotPassedBack() throws Exception {
        circle.sendsAll();
        Page small = circle.page(MEGABYTE);

        StubResponse response = small.send(small.request("GET", "/send").asynchronous());

        assertThat(response.status).isEqualTo(502);
        assertThat(response.text()).contains("\"reason\":\"unusable\"");
        assertThat(circle.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** A page that doesn't read a short response occupies a place of its member's, and no connection. */
    @Test
    void pagesThatDoNotReadShortResponsesLeaveConnectionsAndPlacesToOtherMembers() throws Exception {
        circle.serves("/short", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 20_000);
            bytes(20_000).transferTo(exchange.getResponseBody());
            exchange.close();
        });
        CountDownLatch reads = new CountDownLatch(1);
        CountDownLatch unread = new CountDownLatch(4);
        List<Future<StubResponse>> pending = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            StubResponse response = new StubResponse();
            response.elsewhere = new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    unread.countDown();
                    try {
                        reads.await();
                    } catch (InterruptedException interrupted) {
                        throw new IOException(interrupted);
                    }
                }
            };
            pending.add(circle.threads.submit(() -> page.send(page.request("GET", "/short"), response)));
        }
        assertThat(unread.await(30, TimeUnit.SECONDS)).isTrue();

        for (int i = 0; i < 76; i++) {
            StubResponse refused = page.send(page.request("GET", "/short"));
            assertThat(refused.status).isEqualTo(429);
            assertThat(refused.headers).containsEntry("Retry-After", "1");
        }
        assertThat(page.send(page.ofAnotherMember("GET", "/short")).status).isEqualTo(200);

        reads.countDown();
        for (Future<StubResponse> response : pending) {
            assertThat(response.get(30, TimeUnit.SECONDS).status).isEqualTo(200);
        }
        assertThat(page.send(page.request("GET", "/short")).status).isEqualTo(200);
    }

    @Test
    void aLongResponseReachesThePageOnceCircleHasSentItWhole() throws Exception {
        Counting counting = new Counting();
        StubResponse response = new StubResponse();
        response.elsewhere = counting;
        for (int i = 0; i < 80; i++) { // More than is kept in memory.
            circle.sendsAChunk();
        }
        var pending = circle.threads.submit(
                () -> page.send(page.request("GET", "/send").asynchronous(), response));
        while (circle.sent.get() == 0) {
            Thread.onSpinWait();
        }

        assertThat(counting.count).isZero();
        circle.sendsAll();
        pending.get(60, TimeUnit.SECONDS);
        assertThat(counting.count).isEqualTo(LARGE);
    }

    @Test
    void aPageThatDisconnectsGivesItsPlaceBack() throws Exception {
        circle.sendsAll();
        for (int i = 0; i < 5; i++) {
            StubResponse response = new StubResponse();
            response.elsewhere = new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    throw new IOException("The page has disconnected.");
                }
            };

            page.send(page.request("GET", "/send").asynchronous(), response);

            assertThat(response.status).as("not 429").isEqualTo(200);
        }
    }

    @Test
    void noThreadAndNoConnectionWaitForPagesThatDoNotReadAndTheirMemberHasFourPlaces() throws Exception {
        circle.sendsAll();
        List<PageRequest> requests = new ArrayList<>();
        List<StubResponse> unread = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            StubResponse response = new StubResponse();
            response.pageReads = false;
            unread.add(response);
            requests.add(page.request("GET", "/send").asynchronous());
            page.start(requests.get(i), response);
        }

        assertThat(circle.sent.get()).as("Circle has sent all to the four").isEqualTo(4L * LARGE);
        assertThat(unread).extracting(response -> response.status).containsExactly(200, 200, 200, 200, 429);
        assertThat(page.send(page.ofAnotherMember("GET", "/send").asynchronous()).status)
                .isEqualTo(200);
        for (int i = 0; i < 5; i++) {
            assertThat(requests.get(i).async.isComplete()).isFalse();
            Counting counting = new Counting();
            unread.get(i).elsewhere = counting;
            unread.get(i).pageReads();
            requests.get(i).async.await();
            assertThat(counting.count)
                    .isEqualTo(
                            i < 4 ? LARGE : Long.parseLong(unread.get(i).headers.get("Content-Length")));
        }
    }

    @Test
    void aPageThatNeverReadsIsGivenUpAtTheDeadline() throws Exception {
        circle.sendsAll();
        Page hasty = circle.page(200 * MEGABYTE, "PT2S");
        PageRequest request = hasty.request("GET", "/send").asynchronous();
        StubResponse response = new StubResponse();
        response.pageReads = false;

        hasty.send(request, response);

        assertThat(request.async.isComplete()).isTrue();
        assertThat(response.body.size()).isZero();
    }

    @Test
    void withoutAsynchronousProcessingALongResponseIsRefusedAndAShortOnePassedBack() throws Exception {
        circle.sendsAll();

        StubResponse refused = page.send(page.request("GET", "/send"));

        assertThat(refused.status).isEqualTo(502);
        assertThat(refused.text()).contains("\"reason\":\"too-long\"", "<async-supported>true</async-supported>");
        assertThat(circle.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
