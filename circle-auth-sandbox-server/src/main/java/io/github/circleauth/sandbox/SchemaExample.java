package io.github.circleauth.sandbox;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Derives an example from a schema of OpenAPI 3.0 or 3.1. A schema that contains itself is not followed again. */
final class SchemaExample {

    private static final int MAX_VALUES = 100_000;
    private static final int MAX_LENGTH = 1000;

    private final OpenApiReferences references;
    private final Set<String> open = new HashSet<>();
    private int values;

    SchemaExample(OpenApiReferences references) {
        this.references = references;
    }

    /** Returns an example of a schema; JSON's null if it can't have one, since it contains itself at each level. */
    JsonValue of(JsonValue schema) {
        return derived(schema).orElse(JsonValue.NULL);
    }

    /** Returns an example, or nothing for a schema that is being derived already. */
    private Optional<JsonValue> derived(JsonValue schema) {
        if (++values > MAX_VALUES) {
            throw new TooLargeException();
        }
        String reference = OpenApiReferences.reference(schema);
        if (reference == null) {
            return schema instanceof JsonObject object ? ofObject(object) : Optional.of(JsonValue.EMPTY_JSON_OBJECT);
        }
        if (!open.add(reference)) {
            return Optional.empty();
        }
        try {
            return derived(references.target(reference));
        } finally {
            open.remove(reference);
        }
    }

    private Optional<JsonValue> ofObject(JsonObject schema) {
        Optional<JsonValue> given = given(schema);
        if (given.isPresent()) {
            return given;
        }
        if (schema.get("allOf") instanceof JsonArray parts) {
            return Optional.of(merged(schema, parts));
        }
        for (String choice : List.of("oneOf", "anyOf")) {
            if (schema.get(choice) instanceof JsonArray alternatives) {
                return alternatives.stream()
                        .filter(each -> !(each instanceof JsonObject object
                                && type(object).equals("null")))
                        .map(this::derived)
                        .flatMap(Optional::stream)
                        .findFirst();
            }
        }
        return ofType(schema);
    }

    /** Returns the value that the schema itself names. */
    private static Optional<JsonValue> given(JsonObject schema) {
        return Stream.of("example", "default", "const")
                .map(schema::get)
                .filter(value -> value != null && value != JsonValue.NULL)
                .findFirst()
                .or(() -> Stream.of("examples", "enum")
                        .map(schema::get)
                        .filter(list -> list instanceof JsonArray array && !array.isEmpty())
                        .map(list -> list.asJsonArray().get(0))
                        .findFirst());
    }

    private JsonValue merged(JsonObject schema, JsonArray parts) {
        JsonObjectBuilder merged = Json.object();
        Optional<JsonValue> single = Optional.empty();
        for (JsonValue part : parts) {
            Optional<JsonValue> derived = derived(part);
            if (derived.isPresent() && derived.get() instanceof JsonObject object) {
                object.forEach(merged::add);
            } else {
                single = single.or(() -> derived);
            }
        }
        properties(schema).forEach(merged::add);
        JsonObject object = merged.build();
        return object.isEmpty() && single.isPresent() ? single.get() : object;
    }

    private Optional<JsonValue> ofType(JsonObject schema) {
        return switch (type(schema)) {
            case "string" -> Optional.of(Json.string(text(schema)));
            case "integer", "number" -> Optional.of(number(schema));
            case "boolean" -> Optional.of(JsonValue.TRUE);
            case "null" -> Optional.of(JsonValue.NULL);
            case "array" -> Optional.of(array(schema));
            default -> Optional.of(properties(schema));
        };
    }

    /** Returns the type; the first one that isn't null, if there are several. */
    private static String type(JsonObject schema) {
        JsonValue type = schema.get("type");
        if (type instanceof JsonArray several) {
            return several.stream()
                    .map(each -> each instanceof JsonString text ? text.getString() : "")
                    .filter(each -> !each.equals("null"))
                    .findFirst()
                    .orElse("null");
        }
        return type instanceof JsonString text ? text.getString() : schema.containsKey("items") ? "array" : "object";
    }

    private JsonObject properties(JsonObject schema) {
        JsonObjectBuilder object = Json.object();
        if (schema.get("properties") instanceof JsonObject properties) {
            properties.forEach((name, property) -> {
                boolean writeOnly = property instanceof JsonObject each && each.getBoolean("writeOnly", false);
                if (!writeOnly) {
                    derived(property).ifPresent(value -> object.add(name, value));
                }
            });
        }
        return object.build();
    }

    private JsonValue array(JsonObject schema) {
        JsonArrayBuilder array = Json.array();
        JsonValue items = schema.get("items");
        if (items != null && number(schema, "maxItems", 1) > 0) {
            Optional<JsonValue> item = derived(items);
            long count = Math.min(MAX_LENGTH, Math.max(1, number(schema, "minItems", 1)));
            item.ifPresent(value -> Stream.generate(() -> value).limit(count).forEach(array::add));
        }
        return array.build();
    }

    private static JsonValue number(JsonObject schema) {
        long least = number(schema, "minimum", 1);
        long most = number(schema, "maximum", Long.MAX_VALUE);
        return Json.number(Math.min(Math.max(1, least), most));
    }

    private static long number(JsonObject schema, String key, long otherwise) {
        return schema.get(key) instanceof JsonNumber number ? number.longValue() : otherwise;
    }

    private static String text(JsonObject schema) {
        String text = switch (schema.getString("format", "")) {
            case "date-time" -> "2026-01-01T00:00:00.000Z";
            case "date" -> "2026-01-01";
            case "time" -> "00:00:00Z";
            case "email" -> "member@example.com";
            case "uri", "url" -> "https://example.com/";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            default -> "text";
        };
        int least = (int) Math.max(0, Math.min(MAX_LENGTH, number(schema, "minLength", 0)));
        int most = (int) Math.min(MAX_LENGTH, Math.max(least, number(schema, "maxLength", MAX_LENGTH)));
        String longEnough = text + "x".repeat(Math.max(0, least - text.length()));
        return longEnough.substring(0, Math.min(longEnough.length(), most));
    }

    /** The example of a schema has too many values, since its parts refer to each other again and again. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("the example that follows from its schema has more than " + MAX_VALUES + " values");
        }
    }
}
