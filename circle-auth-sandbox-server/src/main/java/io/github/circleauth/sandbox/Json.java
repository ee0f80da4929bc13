package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Reads and writes JSON through one provider, since a lookup of the provider for each document is slow. */
final class Json {

    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private Json() {}

    static JsonObjectBuilder object() {
        return PROVIDER.createObjectBuilder();
    }

    static JsonArrayBuilder array() {
        return PROVIDER.createArrayBuilder();
    }

    static JsonValue string(String text) {
        return PROVIDER.createValue(text);
    }

    static JsonValue number(Number number) {
        return PROVIDER.createValue(new BigDecimal(number.toString()));
    }

    static byte[] bytes(JsonValue value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Parses any JSON document.
     *
     * @throws JsonException if it is malformed
     */
    static JsonValue parse(byte[] json) {
        try (JsonReader reader = PROVIDER.createReader(new ByteArrayInputStream(json))) {
            return reader.readValue();
        } catch (JsonException e) {
            throw e;
        } catch (RuntimeException e) {
            // Parsson refuses a document with more than 1,000 levels so.
            throw new JsonException("not readable", e);
        }
    }

    /**
     * Parses a JSON document that must be an object.
     *
     * @throws JsonException if it is malformed or not an object
     */
    static JsonObject parseObject(byte[] json) {
        if (parse(json) instanceof JsonObject object) {
            return object;
        }
        throw new JsonException("not a JSON object");
    }
}
