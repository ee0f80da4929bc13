package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleProtocolException;
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

/**
 * The Member API's JSON, read and written with types of the application's. Other than the Auth API's it decides nothing of
 * ours, so JSON-B reads it as it is. The providers are looked up once, by the class loader of the thread that makes this.
 */
public final class MemberJson implements AutoCloseable {

    private final JsonReaderFactory readers = Json.createReaderFactory(Map.of());
    private final Jsonb jsonb = JsonbBuilder.create(
            new JsonbConfig().withPropertyNamingStrategy(PropertyNamingStrategy.LOWER_CASE_WITH_UNDERSCORES));

    MemberJson() {}

    /**
     * Returns what JSON-B, or JSON-P for its own types, makes of something to be sent.
     *
     * @throws IllegalArgumentException if it can't be written
     */
    public byte[] write(Object value) {
        try {
            return (value instanceof JsonValue json ? json.toString() : jsonb.toJson(value)).getBytes(UTF_8);
        } catch (RuntimeException unwritable) { // Providers differ in what they throw.
            throw new IllegalArgumentException(
                    "JSON-B can't write " + value.getClass().getName() + ".", unwritable);
        }
    }

    /**
     * Returns an answer's body as a type; nothing at all is JSON's null.
     *
     * @throws CircleProtocolException if it can't be read
     */
    public <T> T read(MemberRequest call, CircleResponse reply, byte[] body, Class<T> type) {
        try {
            if (type.isAssignableFrom(JsonValue.class)) {
                return type.cast(body.length == 0 ? JsonValue.NULL : value(body));
            }
            T read = body.length == 0 ? null : jsonb.fromJson(new ByteArrayInputStream(body), type);
            if (read != null) {
                return read;
            }
        } catch (RuntimeException unreadable) { // Whatever it is, its text may quote what one member may see.
            throw MemberReplies.unusable(
                    call,
                    reply,
                    "it can't be read as " + type.getName() + " ("
                            + unreadable.getClass().getName() + ")");
        }
        throw MemberReplies.unusable(call, reply, "it is empty");
    }

    /**
     * Returns one record of a listing as a type.
     *
     * @throws CircleProtocolException if it can't be read as that
     */
    public <T> T read(JsonValue value, Class<T> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        try {
            T read = jsonb.fromJson(value.toString(), type);
            if (read != null) {
                return read;
            }
        } catch (RuntimeException unreadable) { // Whatever it is, its text may quote what one member may see.
            throw new CircleProtocolException(
                    "A record of Circle's can't be read as " + type.getName() + " ("
                            + unreadable.getClass().getName() + ").",
                    null);
        }
        throw new CircleProtocolException("A record of Circle's is null.", null);
    }

    /** Returns whether a listing says that there is another page behind it. */
    public static boolean hasNextPage(JsonValue listing) {
        return listing instanceof JsonObject object
                && object.getBoolean("has_next_page", false)
                && !records(listing).isEmpty();
    }

    /** Returns the records of a listing, or of an array that is all there is. */
    public static List<JsonValue> records(JsonValue listing) {
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
        } catch (Exception nothingToDo) {
            // Some provider's own affair; there is no call left that could suffer.
        }
    }
}
