package io.github.circleauth.cdi;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of claims: the APIs present them as Java or as JSON values. */
final class ClaimValue {

    private ClaimValue() {}

    static boolean isPresent(@Nullable Object value) {
        return value != null && value != JsonValue.NULL;
    }

    /** Returns a text or a whole number as it was written, or empty for any other value, such as a list. */
    static Optional<String> text(@Nullable Object value) {
        if (value instanceof String text) {
            return Optional.of(text);
        }
        if (value instanceof JsonString text) {
            return Optional.of(text.getString());
        }
        Object number = value instanceof JsonNumber json ? json.bigDecimalValue() : value;
        if (number instanceof Long || number instanceof Integer || number instanceof BigInteger) {
            return Optional.of(number.toString());
        }
        return number instanceof BigDecimal decimal && decimal.scale() == 0
                ? Optional.of(decimal.toString())
                : Optional.empty();
    }

    /** Returns whether a value is true: as a boolean, or as the text that some providers send in its place. */
    static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value)
                || value == JsonValue.TRUE
                || text(value).filter("true"::equals).isPresent();
    }
}
