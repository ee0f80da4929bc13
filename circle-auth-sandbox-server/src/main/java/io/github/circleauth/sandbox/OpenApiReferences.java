package io.github.circleauth.sandbox;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The references within a document, such as {@code #/components/schemas/post}.
 *
 * @param root the document
 */
record OpenApiReferences(JsonObject root) {

    private static final int MAX_STEPS = 50;

    /** Returns the reference that a value consists of, or null if it is a value of its own. */
    static @Nullable String reference(JsonValue value) {
        return value instanceof JsonObject object && object.get("$ref") instanceof JsonString reference
                ? reference.getString()
                : null;
    }

    /** Returns the value itself, or the one that it refers to in the end. */
    JsonValue followed(JsonValue value) {
        JsonValue found = value;
        for (int steps = 0; steps < MAX_STEPS; steps++) {
            String reference = reference(found);
            if (reference == null) {
                return found;
            }
            found = target(reference);
        }
        throw new WrongReferenceException("the reference '" + reference(value) + "' refers to itself");
    }

    /** Returns the value that a reference names. */
    JsonValue target(String reference) {
        if (!reference.startsWith("#/")) {
            throw new WrongReferenceException(
                    "the reference '" + reference + "' leaves the file; only those that begin with #/ can be followed");
        }
        JsonValue found = root;
        for (String step : reference.substring(2).split("/", -1)) {
            String key = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .replace("~1", "/")
                    .replace("~0", "~");
            JsonValue next = found instanceof JsonObject object
                    ? object.get(key)
                    : found instanceof JsonArray array
                                    && key.matches("[0-9]{1,6}")
                                    && Integer.parseInt(key) < array.size()
                            ? array.get(Integer.parseInt(key))
                            : null;
            if (next == null) {
                throw new WrongReferenceException("there is no '" + reference + "'");
            }
            found = next;
        }
        return found;
    }

    /** A reference that can't be followed. */
    static final class WrongReferenceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongReferenceException(String message) {
            super(message);
        }
    }
}
