package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Why Circle can't be reached: in each failure's message, and once in the log. */
@Timeout(60)
class NetworkFailuresTest {

    private static final ScriptedServer.Script NO_BYTES = connection -> connection.readRequest();

    private static ScriptedServer.Script sending(String bytes) {
        return connection -> {
            connection.readRequest();
            connection.send(bytes);
        };
    }

    static Stream<Arguments> brokenResponses() {
        ScriptedServer.Script reset = connection -> {
            connection.readRequest();
            connection.reset();
        };
        ScriptedServer.Script immediately = connection -> connection.socket.close();
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
        String closed = "the connection was closed before the response was complete";
        String nothing = "the connection was closed without an HTTP response";
        String invalid = "the response is not valid HTTP/1.1";
        return Stream.of(
                Arguments.of("no bytes", NO_BYTES, nothing),
                Arguments.of("reset", reset, "the connection was reset"),
                Arguments.of("half a status line", sending("HTTP/1."), nothing),
                Arguments.of("HTTP/0.9", sending("<html>hello"), nothing),
                Arguments.of("garbage", sending("\u0000\u0001\u0002\r\nno HTTP\r\n\r\n"), nothing),
                Arguments.of("another version", sending("HTTP/3.0 200 OK\r\n\r\n"), invalid),
                Arguments.of("a wrong status", sending("HTTP/1.1 abc\r\n\r\n"), nothing),
                Arguments.of("half a body", sending(head + "Content-Length: 300\r\n\r\n{\"a\""), closed),
                Arguments.of("half a chunk", sending(head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{"), closed),
                Arguments.of("no chunk", sending(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n"), invalid),
                Arguments.of("closed at once", immediately, "the connection "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void brokenResponses(String name, ScriptedServer.Script script, String reason) throws Exception {
        try (ScriptedServer server = new ScriptedServer(script);
                HttpCircleAuthClient client = server.client()) {
            assertNamed(client, server.uri(), reason);
        }
    }

    /** Asserts that three failures name host, port and reason, and that the log does so once. */
    private static void assertNamed(HttpCircleAuthClient client, URI address, String reason) {
        try (Logged log = Logged.byAll()) {
            CircleUnavailableException failure = obtain(client);
            assertThat(failure).hasMessageContainingAll("POST auth_token", reason, address.toString());
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0094: Circle can't be reached: ")
                    .contains(reason, address.toString())
                    .doesNotContain("CANARY", "auth_token");

            assertThat(obtain(client)).hasMessageContaining(reason);
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN)))
                    .hasMessageContainingAll(reason, address.toString());
            assertThat(log.warnings()).hasSize(1);
        }
    }

    private static CircleUnavailableException obtain(HttpCircleAuthClient client) {
        return catchThrowableOfType(
                CircleUnavailableException.class, () -> client.getMemberAPITokenFromEmail("canary@example.com"));
    }

    private static HttpCircleAuthClient client(URI address) {
        return HttpCircleAuthClient.builder()
                .apiToken(Samples.APP_TOKEN)
                .baseUrl(address)
                .build();
    }

    @Test
    void aHostThatDoesNotExist() {
        try (HttpCircleAuthClient client = client(URI.create("https://circle.invalid"))) {
            assertNamed(client, URI.create("https://circle.invalid:443"), "the host's name can't be resolved (DNS)");
        }
    }

    @Test
    void aPortThatIsClosed() throws Exception {
        URI closed;
        try (ScriptedServer server = ScriptedServer.responding("")) {
            closed = server.uri();
        }
        try (HttpCircleAuthClient client = client(closed)) {
            assertNamed(client, closed, "no connection could be made: the connection was refused");
        }
    }

    @Test
    void aPlainPortForTls() throws Exception {
        try (ScriptedServer server =
                        new ScriptedServer(connection -> connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"));
                HttpCircleAuthClient client = client(server.tlsUri())) {
            assertNamed(client, server.tlsUri(), "no secure connection could be made: TLS failed: ");
        }
    }

    @Test
    void aTlsHandshakeThatIsClosed() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.awaitByte();
                    connection.reset();
                });
                HttpCircleAuthClient client = client(server.tlsUri())) {
            assertNamed(client, server.tlsUri(), "no secure connection could be made: ");
        }
    }

    @Test
    void aResponseThatNeverComes() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.readRequest();
                });
                HttpCircleAuthClient client = new HttpCircleAuthClient(
                        server.builder().callTimeout(Duration.ofMillis(300)).build())) {
            try (Logged log = Logged.byAll()) {
                String message = obtain(client).getMessage();

                assertThat(message).contains(server.uri().toString());
                assertThat(List.of("the response did not come in time", "it took longer than PT0.3S"))
                        .anyMatch(message::contains);
                assertThat(log.warnings()).hasSize(1);
            }
        }
    }

    @Test
    void oneLineTellsThatCircleRespondsAgainAndTheNextOutageIsAnother() throws Exception {
        try (ScriptedServer server = new ScriptedServer(
                        NO_BYTES, NO_BYTES, sending("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n"), NO_BYTES);
                HttpCircleAuthClient client = server.client();
                Logged log = Logged.byAll()) {
            obtain(client);
            obtain(client);
            assertThat(log.at(Level.INFO)).isEmpty();
            obtain(client);
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0095: Circle responds again. Since the line about the failure, 1 more were left"
                                    + " out.");
            obtain(client);
            obtain(client);

            assertThat(log.warnings()).hasSize(2);
        }
    }

    @Test
    void whatThisSideGivesUpIsNoOutage() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                Logged log = Logged.byAll()) {
            HttpCircleAuthClient client = server.client();
            client.close();
            assertThat(obtain(client)).hasMessageContaining("closed");

            assertThat(log.warnings()).isEmpty();
        }
    }
}
