package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of requests, and which responses are accepted. */
class WireFormatTest {

    @Test
    void N6_aRequestHasExactlyTheseHeaders() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            client.getMemberAPITokenFromEmail("ada@example.com");

            assertThat(server.requests.get(0).split("\r\n"))
                    .startsWith("POST /api/v1/headless/auth_token HTTP/1.1")
                    .endsWith("", "{\"email\":\"ada@example.com\"}")
                    .contains(
                            "Authorization: Bearer " + Samples.APP_TOKEN.reveal(),
                            "Accept: application/json",
                            "Content-Type: application/json; charset=UTF-8",
                            "Content-Length: 27",
                            "Host: " + server.uri().getAuthority(),
                            "User-Agent: circle-auth-jakarta",
                            "Connection: keep-alive")
                    .hasSize(10);
        }
    }

    @Test
    @Tag("S12")
    void eachOperationHasItsMethodAndPath() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding("HTTP/1.1 204 No Content\r\n\r\n");
                HttpCircleAuthClient client = server.client()) {
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            client.revokeRefreshToken(Samples.REFRESH_TOKEN);
            assertThatThrownBy(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN))
                    .isInstanceOf(CircleProtocolException.class);

            assertThat(server.requests)
                    .extracting(request -> request.lines().findFirst().orElse(""))
                    .containsExactly(
                            "POST /api/v1/headless/access_token/revoke HTTP/1.1",
                            "POST /api/v1/headless/refresh_token/revoke HTTP/1.1",
                            "PATCH /api/v1/headless/access_token/refresh HTTP/1.1");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 502, 408, 401})
    void N12_aRequestIsNotRepeatedAfterAnErrorResponse(int status) throws Exception {
        String challenge = "Retry-After: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\nSet-Cookie: a=b";
        try (ScriptedServer server =
                        ScriptedServer.responding(ScriptedServer.response(status + " Trouble", challenge, "<html>"));
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOf(status == 401 ? CircleRefusedException.class : CircleUnavailableException.class);
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response(
                        "200 OK", "Content-Type: application/json\r\nSet-Cookie: a=b; Path=/", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            client.getMemberAPITokenFromSSOId("u");
            client.getMemberAPITokenFromSSOId("u");

            assertThat(server.requests.get(1).toLowerCase(Locale.ROOT)).doesNotContain("cookie");
        }
    }

    @Test
    void aHeaderThatOccursTwiceCountsAsAbsent() throws Exception {
        String twice = "Retry-After: 5\r\nretry-after: 5\r\nX-Request-Id: a\r\nX-Request-Id: a";
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.response("429 Too Many", twice, ""));
                HttpCircleAuthClient client = server.client()) {
            CircleUnavailableException failure = unavailable(client);

            assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1));
            assertThat(failure.requestId()).isEmpty();
        }
    }

    @Test
    void aResponseThatIsNotReadOccupiesNoConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(
                        ScriptedServer.response("302 Found", "Location: /", "x".repeat(100)));
                HttpCircleAuthClient client = server.client()) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOf(CircleProtocolException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nCANARY\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n"
            })
    void N14_brokenHttpCountsAsAnIncompleteResponse(String bytes) throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(bytes);
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            failure -> assertThat(failure.isAmbiguous()).isTrue())
                    .hasMessageNotContaining("CANARY");
        }
    }

    private static ScriptedServer closingAfter(String response) throws Exception {
        return new ScriptedServer(connection -> {
            connection.readRequest();
            connection.send(response);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: close\r\n"})
    void N14_aBodyMayEndWithItsConnection(String headers) throws Exception {
        try (ScriptedServer server = closingAfter("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + headers
                        + "\r\n" + Samples.obtained());
                HttpCircleAuthClient client = server.client()) {
            assertThat(client.getMemberAPITokenFromSSOId("u").communityMemberId())
                    .isEqualTo(1001);
        }
    }

    @Test
    void N14_aResponseThatEndsWithinItsHeadCountsAsIncomplete() throws Exception {
        try (ScriptedServer server = closingAfter("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n");
                HttpCircleAuthClient client = server.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            failure -> assertThat(failure.isAmbiguous()).isTrue());
        }
    }

    @Test
    void N14_interimResponsesAreSkipped() throws Exception {
        String early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
        try (ScriptedServer server =
                        ScriptedServer.responding(early + ScriptedServer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = server.client()) {
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: application/json\r\nContent-Length: 300\r\n"})
    void N14_aBodyBehindA204IsNotReadAsTheNextResponse(String headers) throws Exception {
        String forged = ScriptedServer.json("200 OK", Samples.obtainedWith("community_member_id", "666"));
        CountDownLatch sent = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            connection.send("HTTP/1.1 204 No Content\r\n" + headers + "\r\n" + forged);
                            sent.countDown();
                            connection.readRequest();
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send("HTTP/1.1 204 No Content\r\n\r\n");
                        });
                HttpCircleAuthClient client = server.client()) {
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            sent.await();
            client.revokeRefreshToken(Samples.REFRESH_TOKEN);

            assertThat(server.requests).hasSize(2);
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void unsolicitedBytesAreNotReadAsTheNextResponse() throws Exception {
        String forged = ScriptedServer.json("200 OK", Samples.obtainedWith("community_member_id", "666"));
        String valid = ScriptedServer.json("200 OK", Samples.obtained());
        try (ScriptedServer server = new ScriptedServer(
                        connection -> {
                            connection.readRequest();
                            connection.send(valid + forged);
                            connection.readRequest();
                        },
                        connection -> {
                            connection.readRequest();
                            connection.send(valid);
                        });
                HttpCircleAuthClient client = server.client()) {
            client.getMemberAPITokenFromSSOId("u");

            assertThat(client.getMemberAPITokenFromSSOId("v").communityMemberId())
                    .isEqualTo(1001);
            assertThat(server.requests).hasSize(2);
            assertThat(server.connections).hasValue(2);
        }
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        Throwable failure = catchThrowable(() -> client.getMemberAPITokenFromSSOId("u"));
        assertThat(failure).isInstanceOf(CircleUnavailableException.class);
        return (CircleUnavailableException) failure;
    }
}
