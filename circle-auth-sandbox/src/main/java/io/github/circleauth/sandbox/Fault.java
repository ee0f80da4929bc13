package io.github.circleauth.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Something that goes wrong with a call. Each fault plays itself on a {@link Stage}, so that a new kind is a new record
 * here and nothing else.
 */
public sealed interface Fault {

    /** The answer under this fault. */
    Answer play(Stage stage);

    /** What a fault may do with the call it befalls. */
    interface Stage {

        /** Does what was asked. */
        Answer effect();

        /** Does what was asked, but for another member. */
        Answer effectForAnotherMember();

        /** Refuses in Circle's words. */
        Answer refused(Refusal refusal);

        Switches switches();

        Instant now();
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
                case "date" -> answer.with("retry-after", Times.http(stage.now().plus(retryAfter)));
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

    static Fault anotherMember() {
        return new AnotherMember();
    }
}
