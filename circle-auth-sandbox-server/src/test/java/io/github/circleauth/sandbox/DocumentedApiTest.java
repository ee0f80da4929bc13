package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.message;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoints of an OpenAPI document that the sandbox has no operation for. */
class DocumentedApiTest extends DocumentedApiTestBase {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PATCH|spaces/11|200|{\"patched\":true}",
                "GET|chat_threads/some-uuid|200|{\"one\":true}",
                "GET|chat_threads/unread|200|{\"unread\":[]}",
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
    @CsvSource({
        "GET, bookmarks",
        "POST, chat_threads/some-uuid",
        "GET, unknown",
        "GET, chat_threads",
        "GET, chat_threads/a/b"
    })
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

        assertThat(client.get("chat_threads/unread", "nonsense").status()).isEqualTo(401);
        assertThat(client.get("chat_threads/unread", client.circle.apiToken()).status())
                .isEqualTo(401);
        client.revokeAccess(access);
        assertThat(message(client.get("chat_threads/unread", access))).isEqualTo("The access token not found.");
        String expiring = client.access("ada@example.com");
        client.circle.clock().advance(Duration.ofHours(2));
        assertThat(message(client.get("chat_threads/unread", expiring))).isEqualTo("The access token is expired.");
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
        send(client, "GET", "chat_threads/unread");
        client.get("chat_threads/unread", "nonsense");

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
            for (String path : List.of("chat_threads/unread", "home")) {
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
        assertThat(send(client, "GET", "chat_threads/unread").status()).isEqualTo(503);
        assertThat(send(client, "GET", "chat_threads/unread").status()).isEqualTo(200);
    }

    @Test
    void aResetKeepsTheDocument() throws Exception {
        InProcessClient client = client(DOCUMENT);

        client.circle.reset();

        assertThat(send(client, "GET", "chat_threads/unread").status()).isEqualTo(200);
    }
}
