package io.github.circleauth.http;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One whole answer, as it came. */
final class RawReply {

    private final int status;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    /**
     * @param headers by lower-case name; one that came more than once says nothing and is left out
     * @param body what came, or null if it was not read: it was longer than anything Circle sends, or nobody wants it
     */
    RawReply(int status, Map<String, String> headers, byte @Nullable [] body) {
        this.status = status;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    int status() {
        return status;
    }

    Optional<String> header(String lowerCaseName) {
        return Optional.ofNullable(headers.get(lowerCaseName));
    }

    byte @Nullable [] body() {
        return body;
    }

    /** Returns how much came, for messages: the text itself is never shown. */
    String size() {
        return body == null ? "a body that was not read" : body.length + " bytes";
    }
}
