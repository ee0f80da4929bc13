package io.github.circleauth.http;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSON object of an error response. Circle documents a {@code message}; other fields are for people to read.
 *
 * @param message the {@code message}, unchanged
 * @param error the {@code error}, unchanged
 * @param texts all strings of the object, at any depth
 */
record ErrorEnvelope(@Nullable String message, @Nullable String error, List<String> texts) {

    static ErrorEnvelope of(StrictJson json) {
        return new ErrorEnvelope(json.stringOrNull("message"), json.stringOrNull("error"), json.texts());
    }

    /** Returns the text to show. */
    Optional<String> words() {
        return Optional.ofNullable(message != null ? message : error);
    }
}
