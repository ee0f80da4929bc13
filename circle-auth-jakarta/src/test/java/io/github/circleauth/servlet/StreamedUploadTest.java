package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.StreamingCircle.LARGE;
import static io.github.circleauth.servlet.StreamingCircle.MEGABYTE;
import static io.github.circleauth.servlet.StreamingCircle.allocated;
import static io.github.circleauth.servlet.StreamingCircle.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Request bodies that pass through the proxy: received completely, then sent. */
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
    void aTooLongBodyIsRefusedAndReachesNobody() throws Exception {
        Page small = circle.page(MEGABYTE);

        for (long announced : new long[] {LARGE, -1}) {
            StubResponse response =
                    small.send(small.changingRequest("POST", "/receive").with(bytes(LARGE), announced));

            assertThat(response.status).isEqualTo(413);
            assertThat(response.text()).contains("\"reason\":\"too-large\"");
        }
        assertThat(circle.received).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({"70200,70000", "200,100", "100,200", "1,0", "70000,70200"})
    void aBodyThatIsNotAsLongAsAnnouncedReachesNobody(long announced, long sent) throws Exception {
        StubResponse response =
                page.send(page.changingRequest("POST", "/receive").with(bytes(sent), announced));

        assertThat(response.status).isEqualTo(400);
        assertThat(response.text()).contains("\"reason\":\"incomplete\"");
        assertThat(circle.received).hasValue(0);
    }

    @Test
    void aBodyThatBreaksOffReachesNobody() {
        InputStream breaking = new SequenceInputStream(bytes(MEGABYTE), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The page has disconnected.");
            }
        });

        assertThatThrownBy(
                        () -> page.send(page.changingRequest("POST", "/receive").with(breaking, -1)))
                .isInstanceOf(IOException.class)
                .hasMessage("The page has disconnected.");
        assertThat(circle.received).hasValue(0);
    }

    /** Without asynchronous processing each upload occupies a thread of the container. */
    @Test
    void aMembersFifthSlowUploadIsRefusedAtOnceAndAnotherMemberIsServed() throws Exception {
        CountDownLatch mayContinue = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(4);
        List<Future<StubResponse>> uploads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            InputStream slow = new SequenceInputStream(bytes(MEGABYTE), new InputStream() {
                @Override
                public int read() throws IOException {
                    waiting.countDown();
                    try {
                        mayContinue.await();
                    } catch (InterruptedException interrupted) {
                        throw new IOException(interrupted);
                    }
                    return -1;
                }
            });
            uploads.add(circle.threads.submit(
                    () -> page.send(page.changingRequest("POST", "/receive").with(slow, -1))));
        }
        assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

        StubResponse fifth = page.send(page.changingRequest("POST", "/receive").with(bytes(1), 1));
        assertThat(fifth.status).isEqualTo(429);
        assertThat(fifth.headers).containsEntry("Retry-After", "1");
        assertThat(fifth.text()).contains("\"reason\":\"too-many-at-once\"");
        assertThat(page.send(page.ofAnotherMember("POST", "/receive").with(bytes(1), 1)).status)
                .isEqualTo(200);

        mayContinue.countDown();
        for (Future<StubResponse> upload : uploads) {
            assertThat(upload.get(30, TimeUnit.SECONDS).status).isEqualTo(200);
        }
        assertThat(page.send(page.changingRequest("POST", "/receive").with(bytes(1), 1)).status)
                .isEqualTo(200);
    }

    @Test
    void aLongBodyIsSentAgainAfterARejectionOfTheToken() throws Exception {
        StubResponse response =
                page.send(page.changingRequest("POST", "/reject").with(bytes(MEGABYTE), MEGABYTE));

        assertThat(response.status).isEqualTo(503);
        assertThat(response.text()).contains("\"reason\":\"unavailable\"");
        assertThat(circle.received).hasValue(2 * MEGABYTE);
    }

    @ParameterizedTest
    @CsvSource({"2,200", "1048576,200", "0,200"})
    void aBodyThatIsReceivedAsynchronouslyReachesCircle(long length, int status) throws Exception {
        StubResponse response = page.send(page.changingRequest("POST", "/receive")
                .with(bytes(length), length)
                .asynchronous());

        assertThat(response.status).isEqualTo(status);
        assertThat(response.text()).isEqualTo("{}");
        assertThat(circle.received).hasValue(length);
    }

    @Test
    void wrongBodiesThatAreReceivedAsynchronouslyReachNobody() throws Exception {
        Page small = circle.page(MEGABYTE);

        StubResponse incomplete = small.send(
                small.changingRequest("POST", "/receive").with(bytes(100), 200).asynchronous());
        StubResponse tooLong = small.send(
                small.changingRequest("POST", "/receive").with(bytes(LARGE), -1).asynchronous());

        assertThat(incomplete.status).isEqualTo(400);
        assertThat(tooLong.status).isEqualTo(413);
        assertThat(circle.received).hasValue(0);
    }

    @Test
    void aDisconnectedPageGivesItsPlaceBack() throws Exception {
        InputStream breaking = new SequenceInputStream(bytes(10), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The page has disconnected.");
            }
        });
        for (int i = 0; i < 5; i++) {
            PageRequest request =
                    page.changingRequest("POST", "/receive").with(breaking, -1).asynchronous();
            StubResponse response = page.send(request);
            assertThat(request.async.isComplete()).isTrue();
            assertThat(response.status).as("not 429").isEqualTo(200);
        }
        assertThat(circle.received).hasValue(0);
    }

    @Test
    void noThreadWaitsForSlowUploadsWhichAreGivenUpAtTheDeadlineAndAnsweredWhenTheyHaveArrived() throws Exception {
        Page hasty = circle.page(MEGABYTE, "PT1S");
        List<PageRequest> slow = new ArrayList<>();
        List<StubResponse> responses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            responses.add(new StubResponse());
            slow.add(hasty.changingRequest("POST", "/receive")
                    .with(bytes(9), 9)
                    .late()
                    .asynchronous());
            hasty.start(slow.get(i), responses.get(i));
        }
        assertThat(hasty.send(hasty.changingRequest("POST", "/receive").with(bytes(1), 1)).status)
                .isEqualTo(429);

        while (hasty.send(hasty.changingRequest("POST", "/receive").with(bytes(1), 1)).status == 429) {
            Thread.onSpinWait(); // Until the four are given up.
        }
        assertThat(slow).noneMatch(request -> request.async.isComplete());
        slow.get(0).bodyArrives();
        slow.get(0).async.await();
        assertThat(responses.get(0).status).isEqualTo(408);
        assertThat(responses.get(0).text()).contains("\"reason\":\"too-slow\"");
        assertThat(circle.received).hasValue(1);
    }

    @Test
    void anErrorAfterTheBodyWasReceivedDoesNotEndTheExchange() throws Exception {
        List<String> events = new ArrayList<>();
        PageRequest request = page.changingRequest("POST", "/receive").with(bytes(1), 1);
        ReceivedBody body = new ReceivedBody(Path.of("."), 10);
        PageReader reader = new PageReader(request.getInputStream(), body, 10, new PageReader.End() {
            @Override
            public void received(boolean isInTime) {
                events.add("received " + isInTime);
            }

            @Override
            public void disconnected() {
                events.add("disconnected");
            }
        });

        reader.onAllDataRead();
        reader.onError(new IOException("The page has disconnected."));

        assertThat(events).containsExactly("received true");
        assertThat(reader.giveUp()).isFalse();
    }
}
