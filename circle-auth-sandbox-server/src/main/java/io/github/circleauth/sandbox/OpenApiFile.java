package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads an OpenAPI document, in YAML or JSON. An error is reported in one sentence. The only class that knows the YAML parser,
 * which the standalone jar alone contains.
 */
final class OpenApiFile {

    private static final int MAX_BYTES = 16 << 20;
    private static final int MAX_DEPTH = 200;
    private static final int MAX_VALUES = 1_000_000;

    private final Path file;
    private int values;

    private OpenApiFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the document as JSON.
     *
     * @throws IllegalArgumentException if it can't be read, or is no OpenAPI 3 document
     */
    static JsonObject read(Path file) {
        JsonValue document;
        try {
            document = new OpenApiFile(file).document();
        } catch (TooLarge | StackOverflowError tooLarge) {
            throw new IllegalArgumentException(
                    "The OpenAPI file " + file + " is nested too deeply, or repeats its parts too often", tooLarge);
        }
        if (!(document instanceof JsonObject object)
                || !object.getOrDefault("openapi", JsonValue.NULL).toString().startsWith("\"3.")) {
            throw new IllegalArgumentException(
                    "The OpenAPI file " + file + " is no OpenAPI 3 document: its field 'openapi' is not 3.x");
        }
        return object;
    }

    /** Returns the document. Not all JSON is YAML: it may be indented by tabs. */
    private JsonValue document() {
        String text = text();
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException noJson) { // Parsson has no JsonException for JSON that is nested too deeply.
            return json(yaml(text), 0);
        }
    }

    private String text() {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "The OpenAPI file " + file + " is longer than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException("The OpenAPI file " + file + " can't be read", e);
        }
    }

    private @Nullable Object yaml(String text) {
        try {
            return new Load(LoadSettings.builder().setCodePointLimit(MAX_BYTES).build()).loadFromString(text);
        } catch (MarkedYamlEngineException malformed) {
            throw new IllegalArgumentException(
                    "The OpenAPI file " + file + " is no well-formed YAML: "
                            + String.valueOf(malformed.getProblem())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + malformed
                                    .getProblemMark()
                                    .map(mark -> ", line " + (mark.getLine() + 1))
                                    .orElse(""),
                    malformed);
        } catch (YamlEngineException malformed) {
            throw new IllegalArgumentException("The OpenAPI file " + file + " is no well-formed YAML", malformed);
        }
    }

    /** Returns a value as JSON. The parts that an alias repeats are counted each time. */
    private JsonValue json(@Nullable Object yaml, int depth) {
        if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
            throw new TooLarge();
        }
        if (yaml instanceof Map<?, ?> map) {
            JsonObjectBuilder object = Json.object();
            map.forEach((key, value) -> object.add(String.valueOf(key), json(value, depth + 1)));
            return object.build();
        }
        if (yaml instanceof List<?> list) {
            JsonArrayBuilder array = Json.array();
            list.forEach(each -> array.add(json(each, depth + 1)));
            return array.build();
        }
        if (yaml instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (yaml == null) {
            return JsonValue.NULL;
        }
        // JSON has no number for .nan and .inf.
        boolean number = yaml instanceof Number && !(yaml instanceof Double real && !Double.isFinite(real));
        return number ? Json.number((Number) yaml) : Json.string(yaml.toString());
    }

    /** The document contains itself, or grows without reason. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
