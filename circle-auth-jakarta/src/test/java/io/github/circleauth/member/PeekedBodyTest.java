package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.http.ErrorResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How far a body is read ahead, and that its reader gets each byte once, and no more than it asked for. */
class PeekedBodyTest {

    private final AtomicLong requested = new AtomicLong();
    private final PeekedBody body = new PeekedBody();

    PeekedBodyTest() {
        body.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {
                requested.addAndGet(count);
            }

            @Override
            public void cancel() {
                requested.set(-1);
            }
        });
    }

    private void arrives(String part) {
        assertThat(requested.decrementAndGet()).isNotNegative();
        body.onNext(List.of(ByteBuffer.wrap(part.getBytes(UTF_8)).asReadOnlyBuffer()));
    }

    private boolean isPeeked() {
        return body.getBody().toCompletableFuture().isDone();
    }

    /** A reader that asks for one part at a time. */
    private static final class Reader implements BodySubscriber<String> {

        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final CompletableFuture<String> whole = new CompletableFuture<>();
        private Subscription source;

        @Override
        public CompletionStage<String> getBody() {
            return whole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
        }

        @Override
        public void onNext(List<ByteBuffer> part) {
            part.forEach(buffer -> {
                while (buffer.hasRemaining()) {
                    read.write(buffer.get());
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            whole.complete(text());
        }

        private String text() {
            return read.toString(UTF_8);
        }
    }

    @Test
    void aShortBodyIsReadToItsEndAndReadAgain() {
        arrives("ab");
        arrives("c");
        assertThat(isPeeked()).isFalse();
        body.onComplete();

        assertThat(body.bytes()).isEqualTo("abc".getBytes(UTF_8));
        Reader reader = new Reader();
        body.deliverTo(reader);
        reader.source.request(Long.MAX_VALUE);
        assertThat(reader.whole).isCompletedWithValue("abc");
    }

    @Test
    void aLongBodyIsReadNoFurtherThanAnErrorEnvelopeAndThenAsTheReaderAsks() {
        String part = "x".repeat(ErrorResponse.MAX_ENVELOPE / 2 + 1);
        arrives(part);
        arrives(part);

        assertThat(isPeeked()).isTrue();
        assertThat(body.bytes()).isNull();
        assertThat(requested).hasValue(0);

        Reader reader = new Reader();
        body.deliverTo(reader);
        assertThat(reader.text()).isEmpty();
        reader.source.request(1);
        reader.source.request(1);
        assertThat(reader.text()).isEqualTo(part + part);
        assertThat(requested).hasValue(0);
        reader.source.request(1);
        assertThat(requested).hasValue(1);
        arrives("end");
        body.onComplete();
        assertThat(reader.whole).isCompletedWithValue(part + part + "end");
    }

    @Test
    void aSlowBodyGoesToItsReaderFromWhereItIs() throws Exception {
        arrives("a");
        body.stopPeeking();
        assertThat(body.getBody().toCompletableFuture().get(20, TimeUnit.SECONDS))
                .isSameAs(body);
        assertThat(body.bytes()).isNull();
        arrives("b"); // It had been requested before.

        Reader reader = new Reader();
        body.deliverTo(reader);
        reader.source.request(3);
        assertThat(reader.text()).isEqualTo("ab");
        assertThat(requested).hasValue(1);
        arrives("c");
        body.onComplete();
        assertThat(reader.whole).isCompletedWithValue("abc");
    }

    @Test
    void aBodyThatBreaksOffFailsWhoeverWaits() {
        arrives("a");
        body.onError(new IOException("gone"));
        assertThatThrownBy(() -> body.getBody().toCompletableFuture().join()).hasRootCauseMessage("gone");
    }

    @Test
    void aReaderLearnsThatTheRestBrokeOff() {
        arrives("x".repeat(ErrorResponse.MAX_ENVELOPE + 1));
        Reader reader = new Reader();
        body.deliverTo(reader);
        reader.source.request(5);
        body.onError(new IOException("gone"));

        assertThatThrownBy(reader.whole::join).hasRootCauseMessage("gone");
    }

    @Test
    void aReaderCanCancel() {
        arrives("x".repeat(ErrorResponse.MAX_ENVELOPE + 1));
        Reader reader = new Reader();
        body.deliverTo(reader);
        reader.source.cancel();

        assertThat(requested).hasValue(-1);
    }
}
