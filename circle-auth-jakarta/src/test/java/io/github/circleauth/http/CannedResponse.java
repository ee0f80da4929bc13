package io.github.circleauth.http;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prepared response.
 *
 * @param headers by lower-case name
 * @param body the body, or null for one that is too long to be read
 */
record CannedResponse(int status, Map<String, String> headers, byte @Nullable [] body) {

    /** Returns the response to a request. */
    CircleResponse to(CircleTransport.Request request) {
        byte[] bytes = body == null ? new byte[0] : body;
        return new CircleResponse(
                status,
                headers,
                List.of(),
                body == null ? Long.MAX_VALUE : bytes.length,
                new ByteArrayInputStream(bytes),
                request.bearer(),
                () -> {});
    }
}
