package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.member.JsonFit.Unfit;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.config.PropertyNamingStrategy;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Maps the Member API's JSON to and from types of the application's, by JSON-B: unlike the Auth API's, it decides nothing in
 * this library. The providers are looked up once, by the class loader of the thread that creates this object.
 *
 * <p>No text of a provider's leaves this class, since it may quote content that is for one member alone.
 */
final class MemberJson implements AutoCloseable {

    /** Circle's rich texts are nested about 20 deep. Providers overflow the stack at some thousands. */
    static final int MAX_DEPTH = 200;

    private final JsonParserFactory parsers = Json.createParserFactory(Map.of());
    private final JsonBuilderFactory builders = Json.createBuilderFactory(Map.of());
    private final JsonFit fit = new JsonFit(builders);
    private final Jsonb jsonb = JsonbBuilder.create(
            new JsonbConfig().withPropertyNamingStrategy((PropertyNamingStrategy) JsonMembers::jsonName));

    MemberJson() {}

    /**
     * Returns a value as JSON, written by JSON-B, or by JSON-P for its own types.
     *
     * @throws IllegalArgumentException if it can't be written
     */
    byte[] write(Object value) {
        try {
            return (value instanceof JsonValue json ? json.toString() : jsonb.toJson(value)).getBytes(UTF_8);
        } catch (RuntimeException | StackOverflowError unwritable) { // Providers throw different types.
            throw new IllegalArgumentException(
                    "JSON-B can't write " + value.getClass().getName() + whyUnwritable(value, unwritable) + ".",
                    unwritable);
        }
    }

    private static String whyUnwritable(Object value, Throwable failure) {
        if (failure instanceof StackOverflowError) {
            return ": it contains itself, or is nested too deeply";
        }
        return Modifier.isPublic(value.getClass().getModifiers()) ? "" : ": it is not public";
    }

    /**
     * Returns a response's body as a type; an empty one is JSON's null.
     *
     * @param response the source of the failure if the body can't be read
     * @throws CircleProtocolException if it can't be read
     */
    <T> T read(byte[] body, Class<T> type, Supplier<ErrorResponse> response) {
        try {
            return map(body.length == 0 ? JsonValue.NULL : parse(body), type, "");
        } catch (Unfit unfit) {
            throw response.get().unusable("it can't be read as " + type.getTypeName() + ": " + unfit.getMessage());
        }
    }

    /**
     * Returns a record of a listing as a type.
     *
     * @param path the place of the record, for messages
     * @throws CircleProtocolException if it can't be read as this type
     */
    <T> T read(JsonValue value, Class<T> type, String path) {
        try {
            return map(value, type, path);
        } catch (Unfit unfit) {
            throw new CircleProtocolException(
                    "Circle's response can't be read as " + type.getTypeName() + ": " + unfit.getMessage() + ".", null);
        }
    }

    private JsonValue parse(byte[] body) throws Unfit {
        if (depth(body) > MAX_DEPTH) {
            throw new Unfit("", "is nested more than " + MAX_DEPTH + " deep");
        }
        try (JsonParser parser = parsers.createParser(new ByteArrayInputStream(body), UTF_8)) {
            parser.next();
            JsonValue value = parser.getValue();
            if (!parser.hasNext()) {
                return value;
            }
        } catch (RuntimeException notJson) { // Providers throw different types.
            throw new Unfit("", "is no well-formed JSON");
        }
        throw new Unfit("", "has text behind its JSON");
    }

    /** Returns how deep arrays and objects are nested, before a parser follows them. */
    private static int depth(byte[] json) {
        int depth = 0;
        int deepest = 0;
        boolean inText = false;
        for (int i = 0; i < json.length; i++) {
            byte each = json[i];
            if (each == '"') {
                inText = !inText;
            } else if (inText) {
                i += each == '\\' ? 1 : 0;
            } else if (each == '[' || each == '{') {
                deepest = Math.max(deepest, ++depth);
            } else if (each == ']' || each == '}') {
                depth--;
            }
        }
        return deepest;
    }

    private <T> T map(JsonValue value, Class<T> type, String path) throws Unfit {
        // A JsonObject is a Map too, and a JsonArray a List; the caller of these wants Java's values in them.
        if (type.isInstance(value) && (type == Object.class || JsonValue.class.isAssignableFrom(type))) {
            return type.cast(value);
        }
        JsonValue fitted = fit.fit(value, type, path);
        if (fitted.getValueType() == JsonValue.ValueType.NULL) {
            throw new Unfit(path, "is empty");
        }
        T mapped = mapped(fitted, type);
        if (mapped != null) {
            return mapped;
        }
        JsonValue withoutNulls = withoutNulls(fitted);
        mapped = mapped(withoutNulls, type);
        if (mapped != null) {
            return mapped;
        }
        throw new UnreadablePlace(builders, part -> mapped(part, type) != null).find(withoutNulls, path);
    }

    /** Returns the value as the type, or null if the provider can't map it. */
    private <T> @Nullable T mapped(JsonValue value, Class<T> type) {
        try {
            return jsonb.fromJson(value.toString(), type);
        } catch (RuntimeException | StackOverflowError unreadable) { // Providers throw different types.
            return null;
        }
    }

    private JsonValue withoutNulls(JsonValue value) {
        if (value instanceof JsonObject object) {
            JsonObjectBuilder kept = builders.createObjectBuilder();
            object.forEach((name, member) -> {
                if (member.getValueType() != JsonValue.ValueType.NULL) {
                    kept.add(name, withoutNulls(member));
                }
            });
            return kept.build();
        }
        if (value instanceof JsonArray array) {
            JsonArrayBuilder kept = builders.createArrayBuilder();
            array.forEach(element -> kept.add(withoutNulls(element)));
            return kept.build();
        }
        return value;
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
