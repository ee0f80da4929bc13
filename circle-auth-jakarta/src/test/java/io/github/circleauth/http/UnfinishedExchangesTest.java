package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No connection is reused after an exchange of which either side is unfinished: the next request is another member's. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // An interrupt ends no read.
class UnfinishedExchangesTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Secret ADA = Secret.of("token-of-ada");
    private static final Secret GRACE = Secret.of("token-of-grace");
    private static final String OK = ScriptedServer.json("200 OK", "{}");

    private record Announced(long length, int sent) implements RequestBody {
        @Override
        public InputStream open() {
            return new ByteArrayInputStream(new byte[sent]);
        }
    }

    private static CircleHttp client(ScriptedServer server) {
        return CircleHttp.builder()
                .apiToken(Secret.of("the-app-token"))
                .baseUrl(server.uri())
                .callTimeout(LONG)
                .build();
    }

    private static void post(CircleHttp client, RequestBody body) throws IOException {
        try (CircleResponse response = client.send(
                new MemberRequest("POST", "/posts", Map.of("content-type", "application/json"), body), ADA, LONG)) {
            response.body().readAllBytes();
        }
    }

    private static String get(CircleHttp client) throws IOException {
        try (CircleResponse response = client.send(new MemberRequest("GET", "/home", Map.of(), null), GRACE, LONG)) {
            return response.status() + " " + new String(response.body().readAllBytes());
        }
    }

    /** Circle responds as soon as it has the head, and takes what follows the announced length for the next request. */
    private static ScriptedServer respondingEarly() throws IOException {
        return new ScriptedServer(
                connection -> {
                    connection.readHead();
                    connection.send(ScriptedServer.json("413 Content Too Large", "{}"));
                    while (connection.readHead() != null) {
                        connection.send(ScriptedServer.json("200 OK", "{\"of\":\"another\"}"));
                    }
                },
                connection -> {
                    while (connection.readHead() != null) {
                        connection.send(OK);
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({"70200,70000", "10,9", "10,0", "10,11", "70000,70200", "1000000,999999"})
    void aBodyThatIsNotAsLongAsAnnouncedCancelsTheConnection(long length, int sent) throws IOException {
        try (ScriptedServer server = respondingEarly();
                CircleHttp client = client(server)) {
            try {
                post(client, new Announced(length, sent));
            } catch (CircleUnavailableException cancelled) {
                assertThat(cancelled.isAmbiguous()).isTrue();
            }

            assertThat(get(client)).isEqualTo("200 {}");
            assertThat(server.connections).hasValue(2);
            assertThat(server.requests)
                    .filteredOn(request -> request.startsWith("GET /"))
                    .singleElement()
                    .asString()
                    .contains("token-of-grace");
        }
    }

    @Test
    void aBodyThatIsTooShortIsNoSuccess() throws IOException {
        try (ScriptedServer server = respondingEarly();
                CircleHttp client = client(server)) {
            assertThatThrownBy(() -> post(client, new Announced(10, 9))).isInstanceOf(CircleUnavailableException.class);
        }
    }

    @Test
    void aResponseThatComesDuringTheUploadEndsItAndTheConnection() throws IOException {
        try (ScriptedServer server = respondingEarly();
                CircleHttp client = client(server)) {
            post(client, new Announced(50_000_000, 50_000_000));

            assertThat(get(client)).isEqualTo("200 {}");
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void aBodyOfTheAnnouncedLengthLeavesTheConnectionToTheNextRequest() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(OK);
                CircleHttp client = client(server)) {
            post(client, new Announced(100_000, 100_000));

            assertThat(get(client)).isEqualTo("200 {}");
            assertThat(server.connections).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{\"of\":\"another\"}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
                "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
            })
    void aResponseWhoseEndIsInDoubtLeavesNoConnectionToTheNextRequest(String response) throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            connection.send(response);
                            connection.readRequest();
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send(OK);
                        });
                CircleHttp client = client(server)) {
            post(client, new Announced(2, 2));

            assertThat(get(client)).isEqualTo("200 {}");
            assertThat(server.connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}"
            })
    void aResponseThatIsShorterThanAnnouncedIsNoSuccess(String response) throws IOException {
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            connection.send(response);
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send(OK);
                        });
                CircleHttp client = client(server)) {
            assertThatThrownBy(() -> post(client, new Announced(2, 2))).isInstanceOf(IOException.class);

            assertThat(get(client)).isEqualTo("200 {}");
        }
    }

    @Test
    void twoContentEncodingsAreNotTakenForNone() throws IOException {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response(
                        "200 OK", "Content-Encoding: identity\r\nContent-Encoding: gzip", "{}"));
                CircleHttp client = client(server);
                CircleResponse response = client.send(new MemberRequest("GET", "/home", Map.of(), null), GRACE, LONG)) {
            assertThat(response.header("content-encoding")).hasValue("identity, gzip");
        }
    }
}
