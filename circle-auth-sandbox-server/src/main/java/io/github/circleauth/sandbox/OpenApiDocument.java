package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.DocumentedApi.Endpoint;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the endpoints of an OpenAPI document, and an example of each one's successful response. */
final class OpenApiDocument {

    private static final Set<String> METHODS =
            Set.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE");
    private static final Pattern SERVER = Pattern.compile("(?:[a-z]+://[^/]*)?(/.*?)?/?");
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;

    private final String name;
    private final JsonObject root;
    private final OpenApiReferences references;

    private OpenApiDocument(String name, JsonObject root) {
        this.name = name;
        this.root = root;
        this.references = new OpenApiReferences(root);
    }

    /**
     * Returns the endpoints of a document.
     *
     * @param name the name of the document, for messages
     * @throws IllegalArgumentException if it is wrong; the message is one sentence
     */
    static List<Endpoint> endpoints(String name, JsonObject root) {
        return new OpenApiDocument(name, root).endpoints();
    }

    private List<Endpoint> endpoints() {
        if (!(root.get("paths") instanceof JsonObject paths) || paths.isEmpty()) {
            throw new IllegalArgumentException("The OpenAPI file " + name + " has no paths");
        }
        String base = basePath();
        List<Endpoint> endpoints = new ArrayList<>();
        paths.forEach((path, item) -> {
            if (path.startsWith("/")) {
                object(item, path).forEach((key, operation) -> {
                    String method = key.toUpperCase(Locale.ROOT);
                    if (METHODS.contains(method)) {
                        endpoints.add(endpoint(method, base + path, operation));
                    }
                });
            }
        });
        return endpoints;
    }

    /** Returns the path of the first server, usually an empty one. */
    private String basePath() {
        if (root.get("servers") instanceof JsonArray servers
                && !servers.isEmpty()
                && servers.get(0) instanceof JsonObject server
                && server.get("url") instanceof JsonString url) {
            Matcher parts = SERVER.matcher(url.getString());
            return parts.matches() && parts.group(1) != null ? parts.group(1) : "";
        }
        return "";
    }

    private Endpoint endpoint(String method, String path, JsonValue operation) {
        String where = method + " " + path;
        try {
            return endpoint(method, path, object(operation, where));
        } catch (OpenApiReferences.WrongReferenceException | SchemaExample.TooLargeException wrong) {
            throw new IllegalArgumentException(
                    "The OpenAPI file " + name + " is wrong at " + where + ": " + wrong.getMessage(), wrong);
        }
    }

    private Endpoint endpoint(String method, String path, JsonObject operation) {
        JsonObject responses =
                operation.get("responses") instanceof JsonObject found ? found : JsonValue.EMPTY_JSON_OBJECT;
        Optional<String> code = responses.keySet().stream()
                .filter(each -> each.matches("2[0-9X]{2}"))
                .min(Comparator.comparing(each -> each.replace('X', ':')));
        JsonObject response = code.or(() -> Optional.of("default"))
                .map(responses::get)
                .map(found -> object(found, method + " " + path))
                .orElse(JsonValue.EMPTY_JSON_OBJECT);
        PathTemplate template = PathTemplate.of(path);
        if (!(response.get("content") instanceof JsonObject content) || content.isEmpty()) {
            return new Endpoint(
                    method, template, code.map(OpenApiDocument::status).orElse(NO_CONTENT), null, new byte[0]);
        }
        Map.Entry<String, JsonValue> media = content.entrySet().stream()
                .filter(each -> isJson(each.getKey()))
                .findFirst()
                .orElseGet(() -> content.entrySet().iterator().next());
        int status = code.map(OpenApiDocument::status).orElse(OK);
        JsonValue example = example(object(media.getValue(), method + " " + path));
        return status == NO_CONTENT || example == null
                ? new Endpoint(method, template, status, null, new byte[0])
                : new Endpoint(method, template, status, contentType(media.getKey()), body(media.getKey(), example));
    }

    private static int status(String code) {
        return Integer.parseInt(code.replace('X', '0'));
    }

    private static boolean isJson(String mediaType) {
        return mediaType.toLowerCase(Locale.ROOT).matches("application/(?:.*\\+)?json(?:;.*)?");
    }

    private static String contentType(String mediaType) {
        return isJson(mediaType) && !mediaType.contains(";") ? mediaType + "; charset=utf-8" : mediaType;
    }

    private static byte[] body(String mediaType, JsonValue example) {
        return isJson(mediaType) || !(example instanceof JsonString text)
                ? Json.bytes(example)
                : text.getString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the documented example, or else one that follows from the schema; null if there is neither. */
    private @Nullable JsonValue example(JsonObject media) {
        if (media.containsKey("example")) {
            return media.get("example");
        }
        if (media.get("examples") instanceof JsonObject examples) {
            for (JsonValue each : examples.values()) {
                if (references.followed(each) instanceof JsonObject example && example.containsKey("value")) {
                    return example.get("value");
                }
            }
        }
        JsonValue schema = media.get("schema");
        return schema == null ? null : new SchemaExample(references).of(schema);
    }

    private JsonObject object(JsonValue value, String where) {
        if (references.followed(value) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("The OpenAPI file " + name + " is wrong at " + where + ": no object");
    }
}
