package io.github.circleauth.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.oas.OpenApi30;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The sandbox's own responses fit Circle's OpenAPI documents, which are not part of this project: the system property
 * {@code circle.openapi} names the files, separated by commas. Without it this test is skipped.
 */
class FitsCirclesDocumentTest {

    private static final String FILES = System.getProperty("circle.openapi", "");

    private final InProcessClient client = new InProcessClient();
    private final List<String> misfits = new ArrayList<>();
    private final Set<Operation> undocumented = new TreeSet<>();

    /** A document, and its schemas. */
    private record Document(JsonObject root, JsonSchemaFactory schemas) {

        static Document read(Path file) {
            JsonObject root = OpenApiFile.read(file);
            return new Document(
                    root,
                    JsonSchemaFactory.getInstance(
                            VersionFlag.V4,
                            builder -> builder.metaSchema(OpenApi30.getInstance())
                                    .defaultMetaSchemaIri(
                                            OpenApi30.getInstance().getIri())
                                    .schemaLoaders(
                                            loaders -> loaders.schemas(Map.of("urn:document", root.toString())))));
        }

        /** Returns the path under which the document has an operation, or null. */
        String pathOf(Operation operation) {
            String names = operation.template().text().replaceAll("\\{[^}]*}", "{}");
            return root.getJsonObject("paths").keySet().stream()
                    .filter(path -> path.replaceAll("\\{[^}]*}", "{}").equals(names))
                    .findFirst()
                    .orElse(null);
        }

        JsonObject responses(String path, String method) {
            JsonObject item = root.getJsonObject("paths").getJsonObject(path);
            return item.containsKey(method) ? item.getJsonObject(method).getJsonObject("responses") : null;
        }

        JsonSchema schema(String path, String method, int status) {
            String pointer = Stream.of(
                            "paths", path, method, "responses", "" + status, "content", "application/json", "schema")
                    .map(step -> "/"
                            + step.replace("~", "~0")
                                    .replace("/", "~1")
                                    .replace("{", "%7B")
                                    .replace("}", "%7D"))
                    .reduce("", String::concat);
            return schemas.getSchema(SchemaLocation.of("urn:document#" + pointer));
        }
    }

    @Test
    void eachResponseIsDocumented() {
        Assumptions.assumeFalse(FILES.isEmpty(), "-Dcircle.openapi=FILE,… names no document of Circle's.");
        List<Document> documents =
                Stream.of(FILES.split(",")).map(Path::of).map(Document::read).toList();

        for (Operation operation : Operation.values()) {
            if (operation != Operation.DOCUMENTED && operation != Operation.CABLE) {
                compare(operation, documents);
            }
        }

        assertThat(misfits).isEmpty();
        assertThat(undocumented).isEmpty();
    }

    private void compare(Operation operation, List<Document> documents) {
        String method = operation.method().toLowerCase(java.util.Locale.ROOT);
        boolean documented = false;
        for (Document document : documents) {
            String path = document.pathOf(operation);
            JsonObject responses = path == null ? null : document.responses(path, method);
            if (responses != null) {
                documented = true;
                for (SandboxResponse response : responses(operation)) {
                    compare(operation + " " + response.status(), document, path, method, responses, response);
                }
            }
        }
        if (!documented) {
            undocumented.add(operation);
        }
    }

    private void compare(
            String where,
            Document document,
            String path,
            String method,
            JsonObject responses,
            SandboxResponse response) {
        String status = Integer.toString(response.status());
        if (!responses.containsKey(status)) {
            misfits.add(where + ": the document has no such status, but " + responses.keySet());
            return;
        }
        JsonObject content = responses.getJsonObject(status).getJsonObject("content");
        JsonObject media = content == null ? null : content.getJsonObject("application/json");
        String body = new String(response.body(), UTF_8);
        if (media == null || !media.containsKey("schema")) {
            return;
        }
        for (ValidationMessage misfit :
                document.schema(path, method, response.status()).validate(body, InputFormat.JSON)) {
            misfits.add(where + ": " + misfit.getMessage());
        }
    }

    /** Returns the successful response of an operation, and those to an invalid token. */
    private List<SandboxResponse> responses(Operation operation) {
        client.circle.reset();
        client.circle.switches().set("jwt", "hs256");
        JsonObject tokens = client.signIn("ada@example.com");
        String access = tokens.getString("access_token");
        String path = operation.template().text();
        if (operation.api == Operation.Api.AUTH) {
            String body = switch (operation) {
                case AUTH_TOKEN -> InProcessClient.field("email", "ada@example.com");
                case ACCESS_TOKEN_REVOKE -> InProcessClient.field("access_token", access);
                default -> InProcessClient.field("refresh_token", tokens.getString("refresh_token"));
            };
            return List.of(send(operation, path, client.circle.apiToken(), body));
        }
        String concrete = filledIn(operation, access);
        String body = switch (operation) {
            case COMMENT -> "{\"comment\":{\"body\":\"Hello\"}}";
            case CREATE_POST -> "{\"name\":\"Hello\",\"body\":\"there\"}";
            case SEND_CHAT_MESSAGE, EDIT_CHAT_MESSAGE -> ChatApiTest.message("Hello");
            case CREATE_CHAT_ROOM -> "{\"chat_room\":{\"kind\":\"direct\",\"community_member_ids\":[\"1004\"]}}";
            default -> "{}";
        };
        return List.of(send(operation, concrete, access, body), send(operation, concrete, "nonsense", body));
    }

    private SandboxResponse send(Operation operation, String path, String bearer, String body) {
        return client.circle.handle(SandboxRequest.json(operation.method(), path, bearer, body));
    }

    /** Returns the path of an operation with ids that the sandbox has. */
    private String filledIn(Operation operation, String access) {
        String path = operation.template().text();
        long post = firstId("home", access);
        return switch (operation) {
            case CHAT_ROOM, READ_CHAT_ROOM, CHAT_MESSAGES, SEND_CHAT_MESSAGE -> path.replace("{id}", "601");
            case CHAT_MESSAGE, EDIT_CHAT_MESSAGE, DELETE_CHAT_MESSAGE ->
                path.replaceFirst("\\{id}", "601").replace("{id}", "60003");
            case SPACE, CREATE_POST, SPACE_POSTS -> path.replace("{id}", "" + spaceOf(access));
            case POST -> path.replaceFirst("\\{id}", "" + spaceOf(access)).replace("{id}", "" + post);
            case READ_NOTIFICATION -> path.replace("{id}", "" + firstId("notifications", access));
            default -> path.replace("{id}", "" + post);
        };
    }

    private long firstId(String listing, String access) {
        return InProcessClient.records(InProcessClient.json(client.get(listing, access)))
                .get(0)
                .getJsonNumber("id")
                .longValue();
    }

    private long spaceOf(String access) {
        return InProcessClient.records(InProcessClient.json(client.get("home", access)))
                .get(0)
                .getJsonObject("space")
                .getJsonNumber("id")
                .longValue();
    }
}
