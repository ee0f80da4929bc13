package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.util.Map;
import java.util.Optional;

/** A stand-in for Circle in this JVM, which responds instead of the network: for tests without a server. */
@FunctionalInterface
public interface CircleStandIn {

    /** Responds to a request, on the requesting thread. Empty if Circle is to be unreachable. */
    Optional<Response> respond(Request request);

    /**
     * A request.
     *
     * @param path path and query, from the host's root
     * @param bearer the token
     * @param body the body, empty if there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Requests are never compared.
    record Request(String method, String path, Secret bearer, byte[] body) {

        /** Returns the method alone: path and body may hold secrets. */
        @Override
        public String toString() {
            return method;
        }
    }

    /**
     * A response.
     *
     * @param headers the headers, by lower-case name
     */
    @SuppressWarnings("ArrayRecordComponent") // Responses are never compared.
    record Response(int status, Map<String, String> headers, byte[] body) {}
}
