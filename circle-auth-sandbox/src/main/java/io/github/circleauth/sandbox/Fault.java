package io.github.circleauth.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Something that goes wrong with a call. Each fault plays itself on a {@link Stage}, so that a new kind is a new record
 * here and nothing else.
 */
public sealed interface Fault {

    /** The answer under this fault. */
    Answer play(Stage stage) throws InterruptedException;

    /** What a fault may do with the call it befalls. */
    interface Stage {

        /** Does what was asked. */
        Answer effect();

        /** Does what was asked, but for another member. */
        Answer effectForAnotherMember();

        /** Refuses in Circle's words. */
        Answer refused(Refusal refusal);

        Switches switches();

        MovableClock clock();
    }

    /** A part of an answer on the wire. */
    enum Phase {
        STATUS_LINE,
        HEADERS,
        BODY;

        int begin(String answer) {
            return switch (this) {
                case STATUS_LINE -> 0;
                case HEADERS -> answer.indexOf("\r\n") + 2;
                case BODY -> answer.indexOf("\r\n\r\n") + 4;
            };
        }
    }

    /** An answer made of nothing but what is said here; the call takes no effect. */
    record Status(int status, String body, Map<String, String> headers) implements Fault {

        public Status {
            headers = Map.copyOf(headers);
        }

        @Override
        public Answer play(Stage stage) {
            return Answer.of(status, headers, body.getBytes(StandardCharsets.UTF_8))
                    .refusing("fault: status " + status);
        }
    }

    /** 429, in the shape that the switch {@code too-many-requests} gives it; the call takes no effect. */
    record TooManyRequests(Duration retryAfter) implements Fault {

        @Override
        public Answer play(Stage stage) {
            Answer answer = Answer.of(
                            429,
                            Json.object()
                                    .add("success", false)
                                    .add("message", "Too many requests.")
                                    .build())
                    .refusing("fault: status 429");
            return switch (stage.switches().position(Switch.TOO_MANY_REQUESTS)) {
                case "seconds" -> answer.with("retry-after", Long.toString(retryAfter.toSeconds()));
                case "date" ->
                    answer.with(
                            "retry-after", Times.http(stage.clock().instant().plus(retryAfter)));
                default -> answer;
            };
        }
    }

    /** One of Circle's own refusals, whatever the state of things; the call takes no effect. */
    record Refused(Refusal refusal) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.refused(refusal);
        }
    }

    /** The call takes effect, and the connection is closed without an answer. */
    record Lost() implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.NOTHING);
        }
    }

    /** The call takes effect, and is answered, only so much later by Circle's clock. */
    record Delay(Duration length) implements Fault {

        @Override
        public Answer play(Stage stage) throws InterruptedException {
            stage.clock().waitFor(stage.clock().instant().plus(length));
            return stage.effect();
        }
    }

    /** The call takes effect, and the connection is reset without an answer. */
    record Reset() implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.RESET);
        }
    }

    /** The call takes effect, and the connection is closed after so many bytes of the answer. */
    record Cut(int bytes) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.cut(bytes));
        }
    }

    /** The call takes effect, and from some phase on its answer comes byte by byte, each so much later by Circle's clock. */
    record Drip(Phase from, Duration pause) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.drip(from, pause, stage.clock()));
        }
    }

    /** The call takes effect, and the answer is as it should be but for its content type. */
    record ContentType(String type) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().with("content-type", type);
        }
    }

    /** The call takes effect, and the answer's body breaks off in the middle although HTTP says that it is whole. */
    record Malformed() implements Fault {

        @Override
        public Answer play(Stage stage) {
            Answer answer = stage.effect();
            byte[] body = answer.body();
            return answer.saying(Arrays.copyOf(body, body.length / 2)).whenDelivered(() -> {});
        }
    }

    /** The call takes effect, and behind the answer's body there are so many spaces, which is JSON all the same. */
    record HugeBody(int spaces) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.padded(spaces));
        }
    }

    /** As {@link HugeBody}, but compressed to about a thousandth, whether that was asked for or not. */
    record GzipBomb(int spaces) implements Fault {

        @Override
        public Answer play(Stage stage) {
            Answer answer = stage.effect();
            return answer.saying(zipped(answer.body())).with("content-encoding", "gzip");
        }

        private byte[] zipped(byte[] body) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] blank = " ".repeat(8 * 1024).getBytes(StandardCharsets.UTF_8);
            try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
                zip.write(body);
                for (int left = spaces; left > 0; left -= blank.length) {
                    zip.write(blank, 0, Math.min(left, blank.length));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e); // There is nothing but memory underneath.
            }
            return bytes.toByteArray();
        }
    }

    /** The call takes effect, and the answer has so many more headers, with values of such a length. */
    record MoreHeaders(int count, int length) implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effect().spoiled(Manner.withMoreHeaders(count, length));
        }
    }

    /** The call takes effect for another member than asked, and says so. */
    record AnotherMember() implements Fault {

        @Override
        public Answer play(Stage stage) {
            return stage.effectForAnotherMember();
        }
    }

    /** A status with an empty body. */
    static Fault status(int status) {
        return new Status(status, "", Map.of());
    }

    static Fault tooManyRequests(Duration retryAfter) {
        return new TooManyRequests(retryAfter);
    }

    /** A page such as the network in front of Circle shows, where JSON was expected. */
    static Fault html(int status) {
        String page = "<!DOCTYPE html>\n<html><head><title>community.example.com | " + status
                + "</title></head><body><h1>Error " + status + "</h1><p>The host did not answer.</p></body></html>\n";
        return new Status(status, page, Map.of("content-type", "text/html; charset=UTF-8", "server", "cloudflare"));
    }

    static Fault refusal(Refusal refusal) {
        return new Refused(refusal);
    }

    static Fault lost() {
        return new Lost();
    }

    static Fault delay(Duration length) {
        return new Delay(length);
    }

    static Fault reset() {
        return new Reset();
    }

    static Fault cut(int bytes) {
        return new Cut(bytes);
    }

    static Fault drip(Phase from, Duration pause) {
        return new Drip(from, pause);
    }

    static Fault contentType(String type) {
        return new ContentType(type);
    }

    static Fault malformed() {
        return new Malformed();
    }

    static Fault hugeBody(int spaces) {
        return new HugeBody(spaces);
    }

    static Fault gzipBomb(int spaces) {
        return new GzipBomb(spaces);
    }

    static Fault moreHeaders(int count, int length) {
        return new MoreHeaders(count, length);
    }

    static Fault anotherMember() {
        return new AnotherMember();
    }
}
