package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests to Circle: the seam between the clients and the network. Safe for any thread. */
@FunctionalInterface
interface CircleTransport extends AutoCloseable {

    /**
     * Sends a request, and returns when the head of the response has arrived. The caller reads the body, within the
     * request's deadline, and closes the response.
     *
     * @throws NoResponse if no head arrived
     */
    CircleResponse send(Request request) throws NoResponse;

    /** Closes connections that have been idle for a while. */
    default void closeIdle() {}

    /** Closes all connections, those in use included. */
    @Override
    default void close() {}

    /** The connection pools: separate ones, so that a thousand revocations leave a sign-in its connection. */
    enum Pool {
        TOKENS,
        REVOCATIONS,
        /** For the application's own requests of the Member API. */
        MEMBER_API,
        /** For requests that pages send through the proxy. */
        PROXY
    }

    /**
     * One request.
     *
     * @param pool the connections it uses
     * @param path path and query, from the host's root
     * @param bearer the token, already checked to be well-formed
     * @param headers further headers; neither {@code Authorization} nor cookies
     * @param body the body, or null
     * @param responseTimeout the longest wait for the next byte of the response
     * @param deadline the longest time until the last byte of the response has been read
     * @param resends how often the request has been sent before, with another token
     */
    record Request(
            Pool pool,
            String method,
            String path,
            Secret bearer,
            Map<String, String> headers,
            @Nullable RequestBody body,
            Duration responseTimeout,
            Duration deadline,
            int resends) {

        /** Returns the request with other headers. */
        Request with(Map<String, String> otherHeaders) {
            return new Request(pool, method, path, bearer, otherHeaders, body, responseTimeout, deadline, resends);
        }

        /** Returns the method alone: path, headers and body may hold secrets and personal data. */
        @Override
        public String toString() {
            return method + " (" + pool + ")";
        }
    }

    /**
     * No complete response arrived. Its message is our own wording, since the network's may repeat anything. As an
     * {@link IOException} it also ends the reading of a body.
     */
    final class NoResponse extends IOException {

        private static final long serialVersionUID = 1L;
        private static final Duration RETRY_WHEN_BUSY = Duration.ofSeconds(1);

        /** How far a request got. */
        enum Stage {
            /** All connections of its pool are in use. */
            BUSY("all connections are in use"),
            /** No connection, or one that turned out to be stale. */
            UNCONNECTED("no connection could be made"),
            /** A connection to the proxy was made, but the proxy opened no tunnel to Circle. */
            NO_TUNNEL("the proxy opened no connection to Circle"),
            /** A connection was made, but nothing of the request has been sent. */
            UNSENT("no secure connection could be made"),
            /** The request may have been sent. */
            SENT("the connection broke before the complete response arrived"),
            /** The head of the response exceeds the limits for headers. */
            UNREADABLE("it has too many or too long headers");

            private final String description;

            Stage(String description) {
                this.description = description;
            }

            /** Returns the usual cause of a failure at this stage. */
            String description() {
                return description;
            }
        }

        private final Stage stage;
        private final boolean outage;

        NoResponse(Stage stage, String message) {
            this(stage, message, stage != Stage.BUSY && stage != Stage.UNREADABLE);
        }

        private NoResponse(Stage stage, String message, boolean outage) {
            super(message);
            this.stage = stage;
            this.outage = outage;
        }

        /** Returns the failure of a request that this side gave up: it says nothing about Circle. */
        static NoResponse ofOurs(Stage stage, String message) {
            return new NoResponse(stage, message, false);
        }

        /** Returns whether Circle could not be reached. */
        boolean isOutage() {
            return outage;
        }

        Stage stage() {
            return stage;
        }

        /**
         * Maps this to the failure of a request.
         *
         * @param ambiguousIfSent whether it matters that Circle may have executed the request
         */
        CircleAuthException failure(Object request, boolean ambiguousIfSent) {
            return switch (stage) {
                case BUSY ->
                    new CircleUnavailableException(
                            request + " was not sent to Circle: " + getMessage() + ".", null, RETRY_WHEN_BUSY, false);
                case UNREADABLE ->
                    new CircleProtocolException(
                            "Circle's response to " + request + " can't be read: " + getMessage() + ".", null);
                case NO_TUNNEL ->
                    new CircleUnavailableException(
                            request + " was not sent to Circle: " + getMessage() + ".", null, null, false);
                case UNCONNECTED, UNSENT, SENT ->
                    new CircleUnavailableException(
                            "Circle sent no response to " + request + ": " + getMessage() + ".",
                            null,
                            null,
                            ambiguousIfSent && stage == Stage.SENT);
            };
        }

        /** Returns the message; an exception made here always has one. */
        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
