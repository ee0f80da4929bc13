package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.ErrorResponse;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Maps the Member API's JSON to and from types of the application's, by JSON-B: unlike the Auth API's, it decides nothing in
 * this library. The providers are looked up once, by the class loader of the thread that creates this object.
 */
final class MemberJson implements AutoCloseable {

    private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());
    private final Jsonb jsonb = JsonbBuilder.create(
            new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));

    MemberJson() {}

    /**
     * Returns a value as JSON, written by JSON-B, or by JSON-P for its own types.
     *
     * @throws IllegalArgumentException if it can't be written
     */
    byte[] write(Object value) {
        try {
            return (value instanceof JsonValue json ? json.toString() : jsonb.toJson(value)).getBytes(UTF_8);
        } catch (RuntimeException unwritable) { // Providers throw different types.
            throw new IllegalArgumentException(
                    "JSON-B can't write " + value.getClass().getName() + ".", unwritable);
        }
    }

    /**
     * Returns a response's body as a type; an empty one is JSON's null.
     *
     * @param response the source of the failure if the body can't be read
     * @throws CircleProtocolException if it can't be read
     */
    <T> T read(byte[] body, Class<T> type, Supplier<ErrorResponse> response) {
        try {
            if (type.isAssignableFrom(JsonValue.class)) {
                return type.cast(body.length == 0 ? JsonValue.NULL : value(body));
            }
            T read = body.length == 0 ? null : jsonb.fromJson(new ByteArrayInputStream(body), type);
            if (read != null) {
                return read;
            }
        } catch (RuntimeException unreadable) { // Its text may quote content that is for one member alone.
            throw response.get()
                    .unusable("it can't be read as " + type.getName() + " ("
                            + unreadable.getClass().getName() + ")");
        }
        throw response.get().unusable("it is empty");
    }

    /**
     * Returns a record of a listing as a type.
     *
     * @throws CircleProtocolException if it can't be read as this type
     */
    <T> T read(JsonValue value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        try {
            T read = jsonb.fromJson(value.toString(), type);
            if (read != null) {
                return read;
            }
        } catch (RuntimeException unreadable) { // Its text may quote content that is for one member alone.
            throw new CircleProtocolException(
                    "A record of Circle's can't be read as " + type.getName() + " ("
                            + unreadable.getClass().getName() + ").",
                    null);
        }
        throw new CircleProtocolException("A record of Circle's is null.", null);
    }

    /** Returns whether a listing has a next page, by its own field. */
    static boolean hasNextPage(JsonValue listing) {
        return listing instanceof JsonObject object
                && object.getBoolean("has_next_page", false)
                && !records(listing).isEmpty();
    }

    /** Returns the records of a listing; an array is its own records. */
    static List<JsonValue> records(JsonValue listing) {
        if (listing instanceof JsonArray all) {
            return all;
        }
        return listing instanceof JsonObject object && object.get("records") instanceof JsonArray records
                ? records
                : List.of();
    }

    private JsonValue value(byte[] body) {
        try (JsonReader reader = readers.createReader(new ByteArrayInputStream(body), UTF_8)) {
            return reader.readValue();
        }
    }

    @Override
    public void close() {
        try {
            jsonb.close();
        } catch (Exception harmless) {
            // JSON-B declares it. No request follows that a failure to close could affect.
        }
    }
}
