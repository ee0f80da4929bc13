package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.StreamingCircle.LARGE;
import static io.github.circleauth.servlet.StreamingCircle.MEGABYTE;
import static io.github.circleauth.servlet.StreamingCircle.allocated;
import static io.github.circleauth.servlet.StreamingCircle.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Request bodies that are streamed through the proxy. */
class StreamedUploadTest {

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
                while (circle.received.get() == 0) {
                    Thread.onSpinWait();
                }
                opened = opened == null ? source.open() : opened;
                return opened.read(into, offset, most);
            }
        };
    }

    @Test
    void aHundredMegabytesAreSentInConstantMemory() throws Exception {
        page.send(page.changingRequest("POST", "/receive").with(bytes(MEGABYTE), MEGABYTE));
        StubResponse response = new StubResponse();

        long memory = allocated(
                () -> page.send(page.changingRequest("POST", "/receive").with(bytes(LARGE), LARGE), response));

        assertThat(response.status).isEqualTo(200);
        assertThat(circle.received).hasValue(LARGE + MEGABYTE);
        assertThat(memory).isLessThan(2 * MEGABYTE);
    }

    @Test
    void aTooLongBodyIsRefusedBeforeItIsReadOrWithoutALengthWhileItIsRead() throws Exception {
        Page small = circle.page(MEGABYTE);

        StubResponse withLength =
                small.send(small.changingRequest("POST", "/receive").with(bytes(LARGE), LARGE));
        assertThat(withLength.status).isEqualTo(413);
        assertThat(circle.received).hasValue(0);

        InputStream large = new SequenceInputStream(bytes(MEGABYTE / 2), onceReceived(() -> bytes(LARGE)));
        StubResponse withoutLength =
                small.send(small.changingRequest("POST", "/receive").with(large, -1));
        assertThat(withoutLength.status).isEqualTo(413);
        assertThat(withoutLength.text()).contains("\"reason\":\"too-large\"");
        assertThat(circle.received.get()).isLessThanOrEqualTo(MEGABYTE);
        assertThat(circle.cutOff.await(30, TimeUnit.SECONDS))
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
        assertThat(circle.cutOff.await(30, TimeUnit.SECONDS)).isTrue();
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
            circle.threads.submit(
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
    void anUnrepeatableBodyIsNotSentAgainAndTheTokenIsRenewedForTheNextRequest() throws Exception {
        StubResponse response =
                page.send(page.changingRequest("POST", "/reject").with(bytes(MEGABYTE), MEGABYTE));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.headers).containsEntry("Retry-After", "1");
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
    }
}
