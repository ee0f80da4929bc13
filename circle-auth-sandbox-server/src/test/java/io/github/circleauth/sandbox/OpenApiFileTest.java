package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with an OpenAPI document: those that can be read, and those that are refused in a sentence. */
class OpenApiFileTest extends DocumentedApiTestBase {

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
        assertThat(send(client, "GET", "chat_threads/unread").status()).isEqualTo(200);
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
