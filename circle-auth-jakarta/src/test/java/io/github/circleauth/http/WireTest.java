package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte, and which answers are believed. */
class WireTest {

    @Test
    void aRequestHasExactlyTheseHeaders() throws Exception {
        try (Peer peer = Peer.answering(Peer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            client.getMemberAPITokenFromEmail("ada@example.com");

            assertThat(peer.requests.get(0).split("\r\n"))
                    .startsWith("POST /api/v1/headless/auth_token HTTP/1.1")
                    .endsWith("", "{\"email\":\"ada@example.com\"}")
                    .contains(
                            "Authorization: Bearer " + Samples.APP_TOKEN.reveal(),
                            "Accept: application/json",
                            "Content-Type: application/json; charset=UTF-8",
                            "Content-Length: 27",
                            "Host: " + peer.uri().getAuthority(),
                            "User-Agent: circle-auth-jakarta",
                            "Connection: keep-alive")
                    .hasSize(10);
        }
    }

    @Test
    void eachOperationHasItsMethodAndPath() throws Exception {
        try (Peer peer = Peer.answering("HTTP/1.1 204 No Content\r\n\r\n");
                HttpCircleAuthClient client = peer.client()) {
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            client.revokeRefreshToken(Samples.REFRESH_TOKEN);
            assertThatThrownBy(() -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN))
                    .isInstanceOf(CircleProtocolException.class);

            assertThat(peer.requests)
                    .extracting(request -> request.lines().findFirst().orElse(""))
                    .containsExactly(
                            "POST /api/v1/headless/access_token/revoke HTTP/1.1",
                            "POST /api/v1/headless/refresh_token/revoke HTTP/1.1",
                            "PATCH /api/v1/headless/access_token/refresh HTTP/1.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"301, /", "302, //", "303, /", "307, /", "308, /", "302, ''", "307, self"})
    void aRedirectIsFollowedNowhere(int status, String location) throws Exception {
        try (Peer other = Peer.answering(Peer.json("200 OK", Samples.obtained()));
                Peer peer = Peer.answering(redirect(status, location, other));
                HttpCircleAuthClient client = peer.client()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOfSatisfying(
                                CircleProtocolException.class,
                                failure -> assertThat(failure.status()).hasValue(status));
            }
            assertThat(other.connections).hasValue(0);
            assertThat(peer.requests).hasSize(2);
        }
    }

    private static String redirect(int status, String location, Peer other) {
        String target = switch (location) {
            case "" -> "";
            case "self" -> "Location: /elsewhere\r\n";
            default ->
                "Location: http:" + (location.equals("//") ? "//localhost:" : "//127.0.0.1:")
                        + other.uri().getPort() + "/\r\n";
        };
        return Peer.response(status + " Elsewhere", target + "Content-Type: application/json", Samples.obtained());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503, 502, 408, 401})
    void aTroubledCircleIsAskedOnce(int status) throws Exception {
        String challenge = "Retry-After: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\nSet-Cookie: a=b";
        try (Peer peer = Peer.answering(Peer.response(status + " Trouble", challenge, "<html>"));
                HttpCircleAuthClient client = peer.client()) {
            assertThat(unavailable(client).isAmbiguous()).isFalse();
            assertThat(peer.requests).hasSize(1);
        }
    }

    @Test
    void cookiesAreNotKept() throws Exception {
        try (Peer peer = Peer.answering(Peer.response(
                        "200 OK", "Content-Type: application/json\r\nSet-Cookie: a=b; Path=/", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            client.getMemberAPITokenFromSSOId("u");
            client.getMemberAPITokenFromSSOId("u");

            assertThat(peer.requests.get(1).toLowerCase(Locale.ROOT)).doesNotContain("cookie");
        }
    }

    @Test
    void aBodyOf64KiBIsReadAndOneByteMoreIsNot() throws Exception {
        int most = 64 * 1024;
        for (int length : new int[] {most, most + 1}) {
            String body =
                    Samples.obtained() + " ".repeat(length - Samples.obtained().length());
            String chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(length) + "\r\n" + body + "\r\n0\r\n\r\n";
            for (String answer : new String[] {Peer.json("200 OK", body), chunked}) {
                try (Peer peer = Peer.answering(answer);
                        HttpCircleAuthClient client = peer.client()) {
                    Throwable failure = catchThrowable(() -> client.getMemberAPITokenFromSSOId("u"));
                    if (length == most) {
                        assertThat(failure).isNull();
                    } else {
                        assertThat(failure).isInstanceOf(CircleProtocolException.class);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"200 OK", "401 No", "503 Down"})
    void aBodyWithoutEndIsCutOff(String status) throws Exception {
        try (Peer peer = new Peer(line -> {
                    line.request();
                    line.send("HTTP/1.1 " + status
                            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        line.send("1000\r\n" + " ".repeat(0x1000) + "\r\n");
                    }
                });
                HttpCircleAuthClient client = peer.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u")).isInstanceOf(CircleAuthException.class);
        }
    }

    @Test
    void anAnswerThatIsNotReadTakesNoConnectionOutOfUse() throws Exception {
        try (Peer peer = Peer.answering(Peer.response("302 Found", "Location: /", "x".repeat(100)));
                HttpCircleAuthClient client = peer.client()) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOf(CircleProtocolException.class);
            }
        }
    }

    @Test
    void whatClaimsToBeCompressedIsNotUnpacked() throws Exception {
        try (Peer peer = Peer.answering(Peer.response(
                        "200 OK", "Content-Type: application/json\r\nContent-Encoding: gzip", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining("compressed");
            assertThat(peer.requests.get(0).toLowerCase(Locale.ROOT)).doesNotContain("accept-encoding");
        }
    }

    @Test
    void headersAreBounded() throws Exception {
        String fits = "X-Long: " + "a".repeat(8000) + "\r\n" + "X: y\r\n".repeat(90);
        String[] tooMuch = {"X-Long: " + "a".repeat(9 * 1024), "X: y\r\n".repeat(200) + "X: y"};
        try (Peer peer = Peer.answering(
                        Peer.response("200 OK", fits + "Content-Type: application/json", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
        }
        for (String headers : tooMuch) {
            String answer = Peer.response("200 OK", headers + "\r\nContent-Type: application/json", Samples.obtained());
            try (Peer peer = Peer.answering(answer);
                    HttpCircleAuthClient client = peer.client()) {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOf(CircleProtocolException.class)
                        .hasMessageNotContaining("aaa");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nCANARY\r\n\r\n", "HTTP/1.1 101 Switching\r\n\r\n"
            })
    void brokenHttpIsNoWholeAnswer(String bytes) throws Exception {
        try (Peer peer = Peer.answering(bytes);
                HttpCircleAuthClient client = peer.client()) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            failure -> assertThat(failure.isAmbiguous()).isTrue())
                    .hasMessageNotContaining("CANARY");
        }
    }

    @Test
    void bytesBehindAnAnswerAreNotTakenForTheNextOne() throws Exception {
        String forged = Peer.json("200 OK", Samples.obtainedWith("community_member_id", "666"));
        String right = Peer.json("200 OK", Samples.obtained());
        try (Peer peer = new Peer(
                        line -> {
                            line.request();
                            line.send(right + forged);
                            line.request();
                        },
                        line -> {
                            line.request();
                            line.send(right);
                        });
                HttpCircleAuthClient client = peer.client()) {
            client.getMemberAPITokenFromSSOId("u");

            assertThat(client.getMemberAPITokenFromSSOId("v").communityMemberId())
                    .isEqualTo(1001);
            assertThat(peer.requests).hasSize(2);
            assertThat(peer.connections).hasValue(2);
        }
    }

    private static CircleUnavailableException unavailable(HttpCircleAuthClient client) {
        Throwable failure = catchThrowable(() -> client.getMemberAPITokenFromSSOId("u"));
        assertThat(failure).isInstanceOf(CircleUnavailableException.class);
        return (CircleUnavailableException) failure;
    }
}
