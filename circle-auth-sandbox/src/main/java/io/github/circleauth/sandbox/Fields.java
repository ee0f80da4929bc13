package io.github.circleauth.sandbox;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON object that somebody wrote by hand, read with the patience that takes: whatever is missing or amiss becomes an
 * {@link IllegalArgumentException} that says what and where.
 *
 * @param where what the object is called in such a sentence
 * @param object the object
 */
record Fields(String where, JsonObject object) {

    /** The fields of an HTML form, which are all texts. */
    static Fields ofForm(String where, String form) {
        var object = Json.object();
        Form.fields(form).forEach(object::add);
        return new Fields(where, object.build());
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    String text(String name) {
        if (object.get(name) instanceof JsonString text && !text.getString().isBlank()) {
            return text.getString().strip();
        }
        throw amiss(name, "must be a text");
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    long number(String name) {
        if (object.get(name) instanceof JsonNumber number && number.isIntegral()) {
            return number.longValue();
        }
        throw amiss(name, "must be a whole number");
    }

    int count(String name) {
        long count = number(name);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw amiss(name, "must be a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) count;
    }

    int status(String name) {
        long status = number(name);
        if (status < 200 || status > 599) {
            throw amiss(name, "must be a status from 200 to 599");
        }
        return (int) status;
    }

    boolean flag(String name) {
        JsonValue value = object.getOrDefault(name, JsonValue.FALSE);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw amiss(name, "must be true or false");
    }

    Duration duration(String name) {
        try {
            return Duration.parse(text(name));
        } catch (DateTimeParseException e) {
            throw amiss(name, "must be an ISO-8601 duration such as PT10M");
        }
    }

    /** Every field as a text. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        object.keySet().forEach(name -> texts.put(name, text(name)));
        return texts;
    }

    /** An object within this one, empty if it isn't there. */
    Fields within(String name) {
        JsonValue value = object.getOrDefault(name, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject inner) {
            return new Fields(where + ": '" + name + "'", inner);
        }
        throw amiss(name, "must be an object");
    }

    private IllegalArgumentException amiss(String name, String rule) {
        return new IllegalArgumentException(
                where + ": '" + name + "' " + (has(name) ? rule : "is missing; it " + rule));
    }
}
