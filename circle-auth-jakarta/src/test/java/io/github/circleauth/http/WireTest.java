package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleUnavailableException;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, byte by byte, and which answers are believed. */
class WireTest {

    @Test
    void N6_aRequestHasExactlyTheseHeaders() throws Exception {
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
    @ValueSource(ints = {429, 503, 502, 408, 401})
    void N12_aTroubledCircleIsAskedOnce(int status) throws Exception {
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
    void anAnswerThatIsNotReadTakesNoConnectionOutOfUse() throws Exception {
        try (Peer peer = Peer.answering(Peer.response("302 Found", "Location: /", "x".repeat(100)));
                HttpCircleAuthClient client = peer.client()) {
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
    void N14_brokenHttpIsNoWholeAnswer(String bytes) throws Exception {
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
    void N14_anInterimAnswerIsNotTheAnswer() throws Exception {
        String early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
        try (Peer peer = Peer.answering(early + Peer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient client = peer.client()) {
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Type: application/json\r\nContent-Length: 300\r\n"})
    void N14_aBodyBehindA204IsNotTakenForTheNextAnswer(String headers) throws Exception {
        String forged = Peer.json("200 OK", Samples.obtainedWith("community_member_id", "666"));
        CountDownLatch sent = new CountDownLatch(1);
        try (Peer peer = new Peer(
                        line -> {
                            line.request();
                            line.send("HTTP/1.1 204 No Content\r\n" + headers + "\r\n" + forged);
                            sent.countDown();
                            line.request();
                        },
                        line -> {
                            line.request();
                            line.send("HTTP/1.1 204 No Content\r\n\r\n");
                        });
                HttpCircleAuthClient client = peer.client()) {
            client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            sent.await();
            client.revokeRefreshToken(Samples.REFRESH_TOKEN);

            assertThat(peer.requests).hasSize(2);
            assertThat(peer.connections).hasValue(2);
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
