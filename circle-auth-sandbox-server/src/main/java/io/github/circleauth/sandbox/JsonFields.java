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
 * The fields of a JSON object that was written by hand. A missing or invalid field causes an
 * {@link IllegalArgumentException} that names the field and the rule.
 *
 * @param where the name of the object in messages
 * @param object the object
 */
record JsonFields(String where, JsonObject object) {

    /** Returns the fields of an HTML form, which are all strings. */
    static JsonFields ofForm(String where, String form) {
        var object = Json.object();
        UrlEncoded.parse(form).forEach(object::add);
        return new JsonFields(where, object.build());
    }

    boolean has(String name) {
        return object.containsKey(name);
    }

    String text(String name) {
        if (object.get(name) instanceof JsonString text && !text.getString().isBlank()) {
            return text.getString().strip();
        }
        throw invalid(name, "must be a non-empty string");
    }

    String text(String name, String defaultValue) {
        return has(name) ? text(name) : defaultValue;
    }

    long number(String name) {
        if (object.get(name) instanceof JsonNumber number && number.isIntegral()) {
            return number.longValue();
        }
        throw invalid(name, "must be a whole number");
    }

    int count(String name) {
        long count = number(name);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw invalid(name, "must be a whole number from 0 to " + Integer.MAX_VALUE);
        }
        return (int) count;
    }

    int status(String name) {
        long status = number(name);
        if (status < 200 || status > 599) {
            throw invalid(name, "must be a status from 200 to 599");
        }
        return (int) status;
    }

    boolean flag(String name) {
        JsonValue value = object.getOrDefault(name, JsonValue.FALSE);
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw invalid(name, "must be true or false");
    }

    Duration duration(String name) {
        try {
            return Duration.parse(text(name));
        } catch (DateTimeParseException e) {
            throw invalid(name, "must be an ISO-8601 duration such as PT10M");
        }
    }

    /** Returns all fields, which must be strings. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        object.keySet().forEach(name -> texts.put(name, text(name)));
        return texts;
    }

    /** Returns the fields of a nested object, or none if it is absent. */
    JsonFields nested(String name) {
        JsonValue value = object.getOrDefault(name, JsonValue.EMPTY_JSON_OBJECT);
        if (value instanceof JsonObject inner) {
            return new JsonFields(where + ": '" + name + "'", inner);
        }
        throw invalid(name, "must be an object");
    }

    private IllegalArgumentException invalid(String name, String rule) {
        return new IllegalArgumentException(
                where + ": '" + name + "' " + (has(name) ? rule : "is missing; it " + rule));
    }
}
