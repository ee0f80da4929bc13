package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.message;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonObject;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints of an OpenAPI document that the sandbox has no operation for. */
class DocumentedApiTest {

    private static final String DOCUMENT = """
            openapi: 3.0.1
            info: {title: A document of the tests, version: v1}
            servers:
              - url: "https://{host}"
            paths:
              /api/headless/v1/home:
                get: {responses: {200: {description: Home, content: {application/json: {example: {from: document}}}}}}
              /api/headless/v1/spaces/home:
                get: {responses: {200: {description: Home, content: {application/json: {example: {id: 0, name: Home}}}}}}
              /api/headless/v1/spaces/{space_id}:
                get: {responses: {200: {description: Space, content: {application/json: {example: {from: document}}}}}}
                patch: {responses: {200: {description: Space, content: {application/json: {example: {patched: true}}}}}}
              /api/headless/v1/messages/{uuid}:
                get: {responses: {200: {description: One, content: {application/json: {example: {one: true}}}}}}
              /api/headless/v1/messages/unread:
                get: {responses: {200: {description: Unread, content: {application/json: {example: {unread: []}}}}}}
              /api/headless/v1/files/{name}.{extension}:
                get: {responses: {200: {description: File, content: {text/plain: {example: "A text"}}}}}
              /api/headless/v1/bookmarks:
                post:
                  responses:
                    '401': {description: No}
                    '201':
                      $ref: '#/components/responses/bookmark'
              /api/headless/v1/bookmarks/{id}:
                delete: {responses: {'204': {description: Gone}, '404': {description: Not found}}}
              /api/headless/v1/topics:
                get: {responses: {2XX: {description: Topics, content: {application/vnd.api+json: {schema: {$ref: '#/components/schemas/topic'}}}}}}
              /api/headless/v1/nothing:
                put: {responses: {default: {description: Whatever}}}
              /api/v1/headless/invitations:
                post: {responses: {200: {description: Of the application, content: {application/json: {example: {invited: 1}}}}}}
            components:
              responses:
                bookmark:
                  description: Created
                  content:
                    application/json:
                      examples:
                        elsewhere: {externalValue: 'https://example.com'}
                        here: {$ref: '#/components/examples/bookmark'}
              examples:
                bookmark: {value: {id: 12, bookmark_type: post}}
              schemas:
                topic:
                  type: object
                  properties:
                    id: {type: integer, minimum: 7}
                    name: {type: string, maxLength: 3}
                    kind: {type: string, enum: [open, closed]}
                    created_at: {type: string, format: date-time}
                    email: {type: string, format: email, nullable: true}
                    share: {type: number, maximum: 0.5}
                    pinned: {type: boolean}
                    secret: {type: string, writeOnly: true}
                    parent: {$ref: '#/components/schemas/topic'}
                    children: {type: array, items: {$ref: '#/components/schemas/topic'}}
                    author: {allOf: [{$ref: '#/components/schemas/person'}, {type: object, properties: {role: {example: admin}}}]}
                    owner: {oneOf: [{type: 'null'}, {$ref: '#/components/schemas/person'}]}
                    tags: {type: array, minItems: 2, items: {type: [string, 'null'], minLength: 6}}
                    more: {}
                person:
                  type: object
                  properties: {name: {type: string, default: Ada}}
            """;

    @TempDir
    Path folder;

    private InProcessClient client(String document) throws Exception {
        Path file = Files.writeString(folder.resolve("api.yaml"), document);
        return new InProcessClient(CommandLineOptions.parse(List.of("--openapi", file.toString()))
                .circle()
                .build());
    }

    private static SandboxResponse send(InProcessClient client, String method, String path) {
        return client.memberRequest(method, path, client.access("ada@example.com"), "{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH|spaces/11|200|{\"patched\":true}",
                "GET|messages/some-uuid|200|{\"one\":true}",
                "GET|messages/unread|200|{\"unread\":[]}",
                "GET|spaces/home|200|{\"id\":0,\"name\":\"Home\"}",
                "POST|bookmarks|201|{\"id\":12,\"bookmark_type\":\"post\"}",
                "DELETE|bookmarks/12|204|''",
                "GET|files/a.txt|200|A text",
                "PUT|nothing|204|''"
            })
    void anEndpointRespondsWithItsExample(String method, String path, int status, String body) throws Exception {
        SandboxResponse response = send(client(DOCUMENT), method, path);

        assertThat(response.status()).isEqualTo(status);
        assertThat(text(response)).isEqualTo(body);
        assertThat(response.headers()).containsKey("x-sandbox-example").containsKeys("date", "x-request-id");
    }

    @Test
    void theSandboxsOwnOperationsArePreferred() throws Exception {
        InProcessClient client = client(DOCUMENT);

        assertThat(text(send(client, "GET", "home"))).contains("\"records\"");
        assertThat(text(send(client, "GET", "spaces/11"))).contains("\"name\":\"Front porch\"");
        assertThat(client.circle.audit().calls()).noneMatch(Audit.CallRecord::example);
    }

    @ParameterizedTest
    @CsvSource({"GET, bookmarks", "POST, messages/some-uuid", "GET, unknown", "GET, messages", "GET, messages/a/b"})
    void anotherMethodOrPathIsNotFound(String method, String path) throws Exception {
        SandboxResponse response = send(client(DOCUMENT), method, path);

        assertThat(response.status()).isEqualTo(404);
        assertThat(message(response)).isEqualTo("Not found.");
    }

    @Test
    void withoutAnExampleOneFollowsFromTheSchema() throws Exception {
        SandboxResponse response = send(client(DOCUMENT), "GET", "topics");

        assertThat(response.headers().get("content-type")).isEqualTo("application/vnd.api+json; charset=utf-8");
        assertThat(InProcessClient.json(response)).isEqualTo(Json.parseObject("""
                {
                  "id": 7,
                  "name": "tex",
                  "kind": "open",
                  "created_at": "2026-01-01T00:00:00.000Z",
                  "email": "member@example.com",
                  "share": 0,
                  "pinned": true,
                  "children": [],
                  "author": {"name": "Ada", "role": "admin"},
                  "owner": {"name": "Ada"},
                  "tags": ["textxx", "textxx"],
                  "more": {}
                }
                """.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void onlyAMembersTokenIsAccepted() throws Exception {
        InProcessClient client = client(DOCUMENT);
        String access = client.access("ada@example.com");

        assertThat(client.get("messages/unread", "nonsense").status()).isEqualTo(401);
        assertThat(client.get("messages/unread", client.circle.apiToken()).status())
                .isEqualTo(401);
        client.revokeAccess(access);
        assertThat(message(client.get("messages/unread", access))).isEqualTo("The access token not found.");
        String expiring = client.access("ada@example.com");
        client.circle.clock().advance(Duration.ofHours(2));
        assertThat(message(client.get("messages/unread", expiring))).isEqualTo("The access token is expired.");
    }

    @Test
    void anEndpointOfTheAuthApiNeedsTheAppToken() throws Exception {
        InProcessClient client = client(DOCUMENT);

        assertThat(text(client.request("POST", "invitations", "{}"))).isEqualTo("{\"invited\":1}");
        client.circle.apiToken("another");
        assertThat(client.circle
                        .handle(SandboxRequest.json("POST", "/api/v1/headless/invitations", "wrong", "{}"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anExampleIsMarkedInTheAuditAndTheConsole() throws Exception {
        Path file = Files.writeString(folder.resolve("api.yaml"), DOCUMENT);
        Circle circle = CommandLineOptions.parse(List.of("--openapi", file.toString()))
                .circle()
                .build();
        InProcessClient client = new InProcessClient(circle);
        send(client, "GET", "messages/unread");
        client.get("messages/unread", "nonsense");

        try (Sandbox sandbox = Sandbox.start(circle, 0)) {
            SandboxHttpClient http = new SandboxHttpClient(sandbox.uri());
            List<JsonObject> calls = Json.parseObject(
                            http.get("/_sandbox/audit").body().getBytes(StandardCharsets.UTF_8))
                    .getJsonArray("calls")
                    .getValuesAs(JsonObject.class);
            assertThat(calls)
                    .extracting(call -> call.getBoolean("example", false))
                    .containsExactly(false, true, false);
            assertThat(calls.get(1).getInt("community_member_id")).isEqualTo(1001);
            assertThat(http.get("/").body()).containsOnlyOnce("documented example");
        }
    }

    @Test
    void headIsAnsweredAsGetIs() throws Exception {
        InProcessClient client = client(DOCUMENT);
        String access = client.access("ada@example.com");
        try (Sandbox sandbox = Sandbox.start(client.circle, 0)) {
            for (String path : List.of("messages/unread", "home")) {
                HttpResponse<String> response = new SandboxHttpClient(sandbox.uri())
                        .head("/api/headless/v1/" + path, "Authorization", "Bearer " + access);

                assertThat(response.statusCode()).as(path).isEqualTo(200);
                assertThat(response.body()).isEmpty();
                assertThat(response.headers().firstValueAsLong("content-length"))
                        .isPresent();
            }
        }
    }

    @Test
    void faultsAndGatesNameAllDocumentedEndpoints() throws Exception {
        InProcessClient client = client(DOCUMENT);
        client.circle.faults().next("documented", Fault.status(503));

        assertThat(send(client, "GET", "home").status()).isEqualTo(200);
        assertThat(send(client, "GET", "messages/unread").status()).isEqualTo(503);
        assertThat(send(client, "GET", "messages/unread").status()).isEqualTo(200);
    }

    @Test
    void aResetKeepsTheDocument() throws Exception {
        InProcessClient client = client(DOCUMENT);

        client.circle.reset();

        assertThat(send(client, "GET", "messages/unread").status()).isEqualTo(200);
    }

    @Test
    void severalFilesAreJoinedAndJsonIsReadToo() throws Exception {
        Path yaml = Files.writeString(folder.resolve("one.yaml"), DOCUMENT);
        Path json = Files.writeString(folder.resolve("two.json"), """
                {"openapi": "3.1.0", "servers": [{"url": "https://app.example.com/api/headless/v1/"}],
                 "paths": {"/more": {"get": {"responses": {"200": {"content": {"application/json": {"example": [1.5, null]}}}}}}}}
                """);
        InProcessClient client =
                new InProcessClient(CommandLineOptions.parse(List.of("--openapi", yaml.toString(), "--openapi=" + json))
                        .circle()
                        .build());

        assertThat(text(send(client, "GET", "more"))).isEqualTo("[1.5,null]");
        assertThat(send(client, "GET", "messages/unread").status()).isEqualTo(200);
    }

    /** Such as most tools write JSON. The YAML parser alone would read neither. */
    @Test
    void jsonWithTabsAndLongNamesIsRead() throws Exception {
        String name = "x".repeat(1100);
        InProcessClient client = client("""
                {
                \t"openapi": "3.0.1",
                \t"paths": {
                \t\t"/api/headless/v1/%s": {"get": {"responses": {"200": {"content": {"application/json": {"example": "\\ud83d\\ude00"}}}}}}
                \t}
                }
                """.formatted(name));

        assertThat(text(send(client, "GET", name))).isEqualTo("\"\ud83d\ude00\"");
    }

    @Test
    void numbersThatJsonDoesNotHaveAreTexts() throws Exception {
        InProcessClient client = client("""
                openapi: 3.0.1
                paths:
                  /api/headless/v1/odd:
                    get: {responses: {200: {content: {application/json: {example: [.nan, -.inf, 1e400, 1e3]}}}}}
                """);

        assertThat(text(send(client, "GET", "odd"))).isEqualTo("[\"NaN\",\"-Infinity\",\"Infinity\",1000.0]");
    }

    @Test
    void aSchemaWithImpossibleLimitsHasAnExample() throws Exception {
        InProcessClient client = client("""
                openapi: 3.0.1
                paths:
                  /api/headless/v1/odd:
                    get:
                      responses:
                        200:
                          content:
                            application/json:
                              schema:
                                properties:
                                  a: {type: string, minLength: -5, maxLength: -3}
                                  b: {type: string, minLength: 9, maxLength: 2}
                                  c: {type: integer, minimum: 9, maximum: 2}
                                  d: {type: array, minItems: -1, items: {type: boolean}}
                """);

        assertThat(text(send(client, "GET", "odd"))).isEqualTo("{\"a\":\"\",\"b\":\"textxxxxx\",\"c\":2,\"d\":[true]}");
    }

    /** 33 million values in 25 lines. */
    @Test
    void aliasesThatMultiplyAreTold() {
        StringBuilder document = new StringBuilder("openapi: 3.0.1\nx-0: &a0 [x]\n");
        for (int i = 1; i < 25; i++) {
            document.append("x-%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(document.toString()))
                .withMessageEndingWith("is nested too deeply, or repeats its parts too often");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openapi: 3.0.1|has no paths",
                "{openapi: 3.0.1, paths: {}}|has no paths",
                "swagger: '2.0'|is no OpenAPI 3 document: its field 'openapi' is not 3.x",
                "openapi: '2.0'|is no OpenAPI 3 document",
                "''|is no OpenAPI 3 document",
                "just a text|is no OpenAPI 3 document",
                "<html></html>|is no OpenAPI 3 document",
                "{openapi: 3.0.1|is no well-formed YAML: ",
                "'\tx: 1'|is no well-formed YAML: ",
                "{openapi: 3.0.1, paths: {/a: {get: {responses: {200: {$ref: '#/b'}}}}}}|is wrong at GET /a: there is no '#/b'",
                "{openapi: 3.0.1, paths: {/a: {get: {responses: {200: {$ref: 'b.yaml'}}}}}}|is wrong at GET /a: the reference 'b.yaml' leaves the file",
                "{openapi: 3.0.1, paths: {/a: {get: {responses: {200: {$ref: '#/paths/~1a/get/responses/200'}}}}}}|is wrong at GET /a: the reference '#/paths/~1a/get/responses/200' refers to itself",
                "{openapi: 3.0.1, paths: {/a: []}}|is wrong at /a: no object",
                "{openapi: 3.0.1, paths: {/a: {get: none}}}|is wrong at GET /a: no object",
                "&a {openapi: 3.0.1, paths: *a}|is nested too deeply"
            })
    void aWrongFileIsToldInASentence(String document, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(document))
                .withMessageStartingWith("The OpenAPI file " + folder.resolve("api.yaml") + " ")
                .withMessageContaining(sentence)
                .withMessageNotContaining("\n");
    }

    @Test
    void aFileThatIsMissingOrEndlessIsTold() throws Exception {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenApiFile.read(folder.resolve("missing.yaml")))
                .withMessage("The OpenAPI file " + folder.resolve("missing.yaml") + " can't be read");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenApiFile.read(folder))
                .withMessage("The OpenAPI file " + folder + " can't be read");
        Path huge = Files.write(folder.resolve("huge.yaml"), new byte[(16 << 20) + 1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OpenApiFile.read(huge))
                .withMessage("The OpenAPI file " + huge + " is longer than 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void deepNestingIsTold(String open) throws Exception {
        Path deep = Files.writeString(folder.resolve("deep.yaml"), open.repeat(100_000));

        assertThatIllegalArgumentException().isThrownBy(() -> OpenApiFile.read(deep));
    }

    @Test
    void withoutTheParserOfTheStandaloneJarThatIsTold() throws Exception {
        String withoutParser = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> !path.contains("snakeyaml"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        withoutParser,
                        SandboxMain.class.getName(),
                        "--openapi",
                        Files.writeString(folder.resolve("api.yaml"), DOCUMENT).toString())
                .start();

        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("--openapi works with the standalone jar only.");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void schemasThatMultiplyAreTold() {
        StringBuilder document = new StringBuilder("""
                openapi: 3.0.1
                paths:
                  /a: {get: {responses: {200: {content: {application/json: {schema: {$ref: '#/components/schemas/s0'}}}}}}}
                components:
                  schemas:
                """);
        for (int i = 0; i < 10; i++) {
            document.append("    s%d: {properties: {".formatted(i));
            for (int j = 0; j < 10; j++) {
                document.append("p%d: {$ref: '#/components/schemas/s%d'}, ".formatted(j, i + 1));
            }
            document.append("}}\n");
        }
        document.append("    s10: {type: string}\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(document.toString()))
                .withMessageEndingWith(
                        "is wrong at GET /a: the example that follows from its schema has more than 100000 values");
    }
}
