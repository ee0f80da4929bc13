package io.github.circleauth.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * A fault that acts on one request, planned with {@link Faults}. Each kind is a record that applies itself to the
 * request, so that a new kind needs only a new record here.
 */
public sealed interface Fault
        permits Fault.Status,
                Fault.TooManyRequests,
                Fault.Refused,
                Fault.Lost,
                Fault.Delay,
                Fault.Reset,
                Fault.Cut,
                Fault.Drip,
                Fault.ContentType,
                Fault.Malformed,
                Fault.HugeBody,
                Fault.GzipBomb,
                Fault.MoreHeaders,
                Fault.AnotherMember,
                CableFault {

    /** Handles the request and returns the response under this fault. */
    SandboxResponse apply(Context context) throws InterruptedException;

    /** The request that a fault acts on, and what the fault can do with it. */
    interface Context {

        /** Executes the request. */
        SandboxResponse execute();

        /** Executes the request for another member than the one it names. */
        SandboxResponse executeForAnotherMember();

        /** Refuses the request with one of Circle's messages. */
        SandboxResponse refuse(Refusal refusal);

        Switches switches();

        MovableClock clock();
    }

    /** A part of a response on the wire. */
    enum Phase {
        STATUS_LINE,
        HEADERS,
        BODY;

        /** Returns the index at which this part begins. */
        int begin(String response) {
            return switch (this) {
                case STATUS_LINE -> 0;
                case HEADERS -> response.indexOf("\r\n") + 2;
                case BODY -> response.indexOf("\r\n\r\n") + 4;
            };
        }
    }

    /** A response with this status, body and headers. The request has no effect. */
    record Status(int status, String body, Map<String, String> headers) implements Fault {

        public Status {
            headers = Map.copyOf(headers);
            headers.forEach(SandboxResponse::checkHeader);
        }

        @Override
        public SandboxResponse apply(Context context) {
            return SandboxResponse.of(status, headers, body.getBytes(StandardCharsets.UTF_8))
                    .withRefusal("fault: status " + status);
        }
    }

    /** Status 429, in the form that the switch {@code too-many-requests} selects. The request has no effect. */
    record TooManyRequests(Duration retryAfter) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return SandboxResponse.tooManyRequests(
                    context.switches(), context.clock().instant(), retryAfter);
        }
    }

    /** One of Circle's own refusals, whatever the state of tokens and members. The request has no effect. */
    record Refused(Refusal refusal) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.refuse(refusal);
        }
    }

    /** The request takes effect, and the connection is closed without a response. */
    record Lost() implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.CLOSE);
        }
    }

    /** The request takes effect after a delay by Circle's clock, and the response is sent then. */
    record Delay(Duration length) implements Fault {

        @Override
        public SandboxResponse apply(Context context) throws InterruptedException {
            context.clock().waitFor(context.clock().instant().plus(length));
            return context.execute();
        }
    }

    /** The request takes effect, and the connection is reset without a response. */
    record Reset() implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.RESET);
        }
    }

    /** The request takes effect, and the connection is closed after that many bytes of the response. */
    record Cut(int bytes) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.cut(bytes));
        }
    }

    /**
     * The request takes effect, and from a phase on the response is sent byte by byte, with pauses by Circle's clock.
     */
    record Drip(Phase from, Duration pause) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.drip(from, pause, context.clock()));
        }
    }

    /** The request takes effect, and the response is correct except for its content type. */
    record ContentType(String type) implements Fault {

        public ContentType {
            SandboxResponse.checkHeader("content-type", type);
        }

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withHeader("content-type", type);
        }
    }

    /**
     * The request takes effect, and the JSON in the response ends in the middle, although the HTTP message is complete.
     */
    record Malformed() implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            SandboxResponse response = context.execute();
            byte[] body = response.body();
            return response.withBody(Arrays.copyOf(body, body.length / 2)).onDelivery(() -> {});
        }
    }

    /** The request takes effect, and that many spaces follow the response body, which is still valid JSON. */
    record HugeBody(int spaces) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.padded(spaces));
        }
    }

    /** As {@link HugeBody}, but compressed to about a thousandth, even if the client doesn't accept gzip. */
    record GzipBomb(int spaces) implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            SandboxResponse response = context.execute();
            return response.withBody(Gzip.compressWithSpaces(response.body(), spaces))
                    .withHeader("content-encoding", "gzip");
        }
    }

    /** The request takes effect, and the response has that many additional headers, with values of that length. */
    record MoreHeaders(int count, int length) implements Fault {

        private static final int MAX_BYTES = 1 << 28;

        public MoreHeaders {
            if (count < 0 || length < 0 || count * (length + 10L) > MAX_BYTES) {
                throw new IllegalArgumentException("The headers may have " + MAX_BYTES + " bytes in all.");
            }
        }

        @Override
        public SandboxResponse apply(Context context) {
            return context.execute().withSender(ResponseSender.withMoreHeaders(count, length));
        }
    }

    /**
     * The request takes effect for another member than the one it names, and the response contains that member's id.
     */
    record AnotherMember() implements Fault {

        @Override
        public SandboxResponse apply(Context context) {
            return context.executeForAnotherMember();
        }
    }

    /** Returns a fault with this status and an empty body. */
    static Fault status(int status) {
        return new Status(status, "", Map.of());
    }

    /** Returns a fault with status 429. */
    static Fault tooManyRequests(Duration retryAfter) {
        return new TooManyRequests(retryAfter);
    }

    /** Returns a fault with an HTML page in place of JSON, as the network in front of Circle sends it. */
    static Fault html(int status) {
        String page = "<!DOCTYPE html>\n<html><head><title>community.example.com | " + status
                + "</title></head><body><h1>Error " + status + "</h1><p>The host did not answer.</p></body></html>\n";
        return new Status(status, page, Map.of("content-type", "text/html; charset=UTF-8", "server", "cloudflare"));
    }

    /** Returns a fault that refuses the request. */
    static Fault refusal(Refusal refusal) {
        return new Refused(refusal);
    }

    /** Returns a fault that closes the connection without a response. */
    static Fault lost() {
        return new Lost();
    }

    /** Returns a fault that delays the request by Circle's clock. */
    static Fault delay(Duration length) {
        return new Delay(length);
    }

    /** Returns a fault that resets the connection without a response. */
    static Fault reset() {
        return new Reset();
    }

    /** Returns a fault that closes the connection after that many bytes of the response. */
    static Fault cut(int bytes) {
        return new Cut(bytes);
    }

    /** Returns a fault that sends the response byte by byte from a phase on, with pauses by Circle's clock. */
    static Fault drip(Phase from, Duration pause) {
        return new Drip(from, pause);
    }

    /** Returns a fault that replaces the content type. */
    static Fault contentType(String type) {
        return new ContentType(type);
    }

    /** Returns a fault that sends the first half of the JSON. */
    static Fault malformed() {
        return new Malformed();
    }

    /** Returns a fault that appends that many spaces to the body, in chunks. */
    static Fault hugeBody(int spaces) {
        return new HugeBody(spaces);
    }

    /** Returns a fault that appends that many spaces to the body and compresses it. */
    static Fault gzipBomb(int spaces) {
        return new GzipBomb(spaces);
    }

    /** Returns a fault that adds that many headers with values of that length. */
    static Fault moreHeaders(int count, int length) {
        return new MoreHeaders(count, length);
    }

    /** Returns a fault that executes the request for another member. */
    static Fault anotherMember() {
        return new AnotherMember();
    }
}
