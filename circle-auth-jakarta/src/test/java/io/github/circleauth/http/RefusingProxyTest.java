package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that opens no tunnel. Whatever it sends is the proxy's, and never taken for Circle's. */
@Timeout(60)
class RefusingProxyTest extends RefusingProxyTestBase {

    static Stream<Arguments> refusals() {
        ScriptedServer.Script reset = connection -> {
            connection.readRequest();
            connection.reset();
        };
        ScriptedServer.Script closed = connection -> connection.readRequest();
        String none = "the proxy opened no connection to Circle: ";
        String own = "the proxy sent bytes of its own instead of connecting to " + TARGET;
        return Stream.of(
                Arguments.of("301", refusing(status("301 Moved")), refused(301)),
                Arguments.of("401", refusing(status("401 Unauthorized")), refused(401) + ": it requires a user"),
                Arguments.of("403", refusing(status("403 Forbidden")), refused(403)),
                Arguments.of("404", refusing(status("404 Not Found")), refused(404)),
                Arguments.of("407", refusing(status("407 Authenticate")), refused(407) + ": it requires a user"),
                Arguments.of("422", refusing(status("422 No")), refused(422)),
                Arguments.of("429", refusing(withRetryAfter("429 Too Many Requests")), refused(429)),
                Arguments.of("500", refusing(status("500 Oops")), refused(500)),
                Arguments.of("502", refusing(status("502 Bad Gateway")), refused(502)),
                Arguments.of("503", refusing(withRetryAfter("503 Later")), refused(503)),
                Arguments.of("101", cutOff("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), none),
                Arguments.of("HTML", refusing(html(300)), refused(403)),
                Arguments.of("huge body", refusing(html(1_000_000)), refused(502)),
                Arguments.of("endless body", endless(), refused(502)),
                Arguments.of("200 with a body", refusing(status("200 OK")), own),
                Arguments.of("200 and a response", refusing("HTTP/1.1 200 OK\r\n\r\n" + status("404 No")), own),
                Arguments.of("200 and a success", refusing("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 204 Done\r\n\r\n"), own),
                Arguments.of("204 and a success", refusing("HTTP/1.1 204 No\r\n\r\nHTTP/1.1 204 Done\r\n\r\n"), own),
                Arguments.of("reset", reset, none + "the connection was reset"),
                Arguments.of("closed", closed, none + "the connection was closed without an HTTP response"),
                Arguments.of("garbage", cutOff("\u0015\u0003\u0001\r\n\r\n\r\n"), none),
                Arguments.of("half a status line", cutOff("HTTP/1.1 20"), none),
                Arguments.of("long header", refusing(longHeader()), none + "it has too many or too long headers"),
                Arguments.of("many headers", refusing(manyHeaders()), none + "it has too many or too long headers"));
    }

    private static ScriptedServer.Script cutOff(String response) {
        return connection -> {
            connection.readRequest();
            connection.send(response);
        };
    }

    private static String withRetryAfter(String status) {
        return ScriptedServer.response(status, "Content-Type: application/json\r\nRetry-After: 600", NO_MEMBER);
    }

    private static String html(int length) {
        return ScriptedServer.response(
                (length > 1000 ? "502" : "403") + " CANARY", "Content-Type: text/html", "CANARY".repeat(length / 6));
    }

    private static String longHeader() {
        return "HTTP/1.1 200 OK\r\nX: " + "x".repeat(9000) + "\r\n\r\n";
    }

    private static String manyHeaders() {
        return "HTTP/1.1 404 Not Found\r\n" + "X: x\r\n".repeat(101) + "Content-Length: 0\r\n\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void eachRequestIsUnavailableAndTheLogTellsOnce(String name, ScriptedServer.Script refusal, String reason)
            throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(refusal);
                CircleHttp http = through(proxy).build();
                Logged log = Logged.byAll()) {
            for (Runnable request : requests(http)) {
                CircleUnavailableException failure =
                        catchThrowableOfType(CircleUnavailableException.class, request::run);
                assertThat(failure)
                        .hasNoCause()
                        .hasMessageContaining(" was not sent to Circle: " + reason)
                        .hasMessageEndingWith(" (" + proxy.uri() + ").")
                        .hasMessageNotContainingAny("CANARY", "Member not found");
                assertThat(failure.isAmbiguous()).isFalse();
                assertThat(failure.retryAfter()).isEmpty();
                assertThat(failure.status()).isEmpty();
                assertThat(failure.circleMessage()).isEmpty();
            }
            assertThat(proxy.connections).as("none is repeated").hasValue(8);
            assertThat(proxy.requests)
                    .allMatch(request -> request.startsWith("CONNECT "))
                    .hasSize(8);
            assertThat(tokenReads).as("the app token is not read again").hasValue(1);
            assertThat(log.warnings()).isEmpty();
            assertThat(log.alarms())
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0102: Circle can't be reached through the proxy: " + reason)
                    .contains(" (" + proxy.uri() + "). ", "circle.auth.proxy-password");
        }
    }

    private static ScriptedServer.Script tunnel(String response) {
        return connection -> {
            connection.readRequest();
            connection.send("HTTP/1.1 200 Connection established\r\n\r\n");
            ScriptedServer.Connection tls = connection.startTls(authority.serverForHost(NAME));
            while (tls.readRequest() != null) {
                tls.send(response);
            }
        };
    }

    /** The proxy's 429 and Retry-After concern no request to Circle. */
    @ParameterizedTest
    @ValueSource(strings = {"429 Too Many Requests", "503 Later", "407 Authenticate", "404 Not Found"})
    void aRefusalPausesNothingAndTheLogTellsTheEnd(String status) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(
                        refusing(withRetryAfter(status)), tunnel(ScriptedServer.json("200 OK", Samples.obtained())));
                HttpCircleAuthClient client =
                        new HttpCircleAuthClient(through(proxy).build());
                Logged log = Logged.byAll()) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessageContaining("the proxy refused");

            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
            assertThat(log.alarms()).hasSize(1);
            assertThat(log.at(Level.INFO)).containsExactly("CIRCLE-0095: Circle responds again.");
        }
    }

    /** HttpClient has read the bytes by the time that TLS begins, and would find them before Circle's response. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "\r\n",
                "x"
            })
    void aResponseInFrontOfTheTunnelIsNotCircles(String injected) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/1.1 200 Connection established\r\n\r\n" + injected);
                    ScriptedServer.Connection tls = connection.startTls(authority.serverForHost(NAME));
                    while (tls.readRequest() != null) {
                        tls.send("HTTP/1.1 500 Real\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                HttpCircleAuthClient client =
                        new HttpCircleAuthClient(through(proxy).build())) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN)))
                    .hasMessageContaining("the proxy sent bytes of its own instead of connecting to " + TARGET);
            assertThat(proxy.requests).hasSize(1);
        }
    }

    /** Each 2xx opens the tunnel (RFC 9110, 9.3.6); its Content-Length means nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1 200 OK\r\nContent-Length: 7",
                "1.0 200 Connection established",
                "1.1 200",
                "1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
                "1.1 201 Yes",
                "1.1 204 No Content",
                "1.1 299 X\r\nContent-Length: 0\r\nTransfer-Encoding: chunked"
            })
    void eachSuccessOpensTheTunnel(String success) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send("HTTP/" + success + "\r\n\r\n");
                    ScriptedServer.Connection tls = connection.startTls(authority.serverForHost(NAME));
                    while (tls.readRequest() != null) {
                        tls.send("HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                HttpCircleAuthClient client =
                        new HttpCircleAuthClient(through(proxy).build())) {
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            client.revokeRefreshToken(Samples.REFRESH_TOKEN);

            assertThat(proxy.requests).hasSize(3);
            assertThat(proxy.requests.get(1)).startsWith("POST /api/v1/headless/access_token/revoke");
        }
    }

    /** Random responses, of parts that mean something to HttpClient. */
    @Test
    void whateverAProxySendsAndClosesIsUnavailable() throws Exception {
        List<String> parts = List.of(
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.0 200\r\n",
                "HTTP/1.1 204 No\r\n",
                "HTTP/1.1 404 Not Found\r\n",
                "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Hints\r\n\r\n",
                "HTTP/2 200\r\n",
                "Content-Length: 0\r\n",
                "Content-Length: 52\r\n",
                "Content-Length: -1\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Connection: close\r\n",
                "Content-Type: application/json\r\n",
                "Upgrade: TLS/1.2\r\n",
                "\r\n",
                "0\r\n\r\n",
                NO_MEMBER,
                "\u0016\u0003\u0003\u0000\u0005",
                "\u0000");
        Random random = new Random(407);
        AtomicReference<String> response = new AtomicReference<>("");
        try (ScriptedServer proxy = new ScriptedServer(connection -> {
                    connection.readRequest();
                    connection.send(response.get());
                });
                CircleHttp http = through(proxy).build()) {
            List<Runnable> requests = requests(http);
            for (int i = 0; i < 400; i++) {
                response.set(random.ints(1 + random.nextInt(6), 0, parts.size())
                        .mapToObj(parts::get)
                        .collect(Collectors.joining()));
                Runnable request = requests.get(random.nextInt(requests.size()));

                assertThat(catchThrowableOfType(CircleUnavailableException.class, request::run))
                        .as(response.get())
                        .isNotNull()
                        .hasMessageNotContaining("Member not found");
            }
            assertThat(proxy.requests).allMatch(request -> request.startsWith("CONNECT "));
            assertThat(tokenReads).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void rejectedCredentialsAreToldAsSuchAndNotRepeated(int status) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(refusing(ScriptedServer.response(
                        status + " CANARY",
                        "Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"CANARY\"",
                        "")));
                HttpCircleAuthClient client = new HttpCircleAuthClient(through(proxy)
                        .proxyCredentials("user", Secret.of("CANARY"))
                        .build());
                Logged log = Logged.byAll()) {
            assertThat(catchThrowableOfType(
                            CircleUnavailableException.class, () -> client.getMemberAPITokenFromSSOId("u")))
                    .hasMessage("POST auth_token was not sent to Circle: the proxy refused to connect to " + TARGET
                            + ", with status " + status
                            + ": it rejects the user or the password, or doesn't accept Basic"
                            + " authentication (" + proxy.uri() + ").");

            assertThat(proxy.connections).hasValue(1);
            assertThat(log.alarms())
                    .containsExactly(
                            "CIRCLE-0102: Circle can't be reached through the proxy: the proxy refused to connect"
                                    + " to " + TARGET
                                    + ", with status " + status
                                    + ": it rejects the user or the password, or doesn't accept"
                                    + " Basic authentication (" + proxy.uri()
                                    + "). Signed-in users keep their tokens until these"
                                    + " expire and get no new ones. Check circle.auth.proxy, circle.auth.proxy-user and"
                                    + " circle.auth.proxy-password, and whether the proxy allows this server to connect to"
                                    + " Circle.");
        }
    }
}
