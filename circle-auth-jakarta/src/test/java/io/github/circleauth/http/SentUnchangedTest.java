package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.Secret;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An identifier or a token is sent unchanged, or not at all. */
class SentUnchangedTest {

    private final CannedTransport circle = new CannedTransport(Samples.json(200, Samples.obtained()));
    private final HttpCircleAuthClient client = circle.client();

    private JsonObject lastBody() {
        CircleTransport.Request last = circle.requests.get(circle.requests.size() - 1);
        return Json.createReader(new StringReader(CannedTransport.body(last))).readObject();
    }

    private void assertSentUnchanged(String id) {
        client.getMemberAPITokenFromSSOId(id);

        assertThat(lastBody().keySet()).containsExactly("sso_user_id");
        assertThat(lastBody().getString("sso_user_id")).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"", "\\", "\",\"community_member_id\":1,\"x\":\"", "é", "😀", "a\u2028b", "</script>", "a b"})
    void N7_anIdentifierIsSentUnchanged(String id) {
        assertSentUnchanged(id);
    }

    @Test
    void N7_anInvalidIdentifierIsNotSent() {
        for (String id :
                List.of("", "  ", "a\nb", "a\u0000", "\ud800", "a\udc00", "x".repeat(321), "x".repeat(100_000))) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromEmail(id))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId(id))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (long id : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> client.getMemberAPITokenFromCommunityMemberId(id))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(circle.requests).isEmpty();
        assertSentUnchanged("x".repeat(320));
    }

    @Test
    void N7_aRandomIdentifierIsSentUnchangedOrNotAtAll() {
        Random random = new Random(7);
        int sent = 0;
        for (int i = 0; i < 600; i++) {
            String text = anyText(random);
            try {
                assertSentUnchanged(text);
                sent++;
            } catch (IllegalArgumentException rejected) {
                assertThat(text.isBlank()
                                || isInvisible(text.codePointAt(0))
                                || isInvisible(text.codePointBefore(text.length()))
                                || text.codePoints().anyMatch(SentUnchangedTest::isInvalidInAnIdentifier))
                        .as("a reason to reject %s", Json.createValue(text))
                        .isTrue();
            }
            assertThat(circle.requests).hasSize(sent);
        }
        assertThat(sent).isBetween(150, 550);
    }

    /** Returns mostly ASCII, with characters that have a meaning in JSON and HTTP, and some arbitrary UTF-16 units. */
    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(20); text.length() < length; ) {
            text.append(random.nextInt(10) == 0 ? (char) random.nextInt(0x10000) : (char) (' ' + random.nextInt(0x5F)));
        }
        return text.toString();
    }

    private static boolean isInvisible(int codePoint) {
        return Character.isSpaceChar(codePoint) || Character.getType(codePoint) == Character.FORMAT;
    }

    private static boolean isInvalidInAnIdentifier(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    @Test
    void N4_anIdentifierDoesNotChangeTheTargetOfTheRequest() throws Exception {
        try (ScriptedServer server = ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtained()));
                HttpCircleAuthClient real = server.client()) {
            for (String id : List.of(
                    "u",
                    "http://evil.example/",
                    "//evil.example",
                    "@evil.example",
                    "/../../x",
                    "?a=b",
                    "#",
                    "%0d%0aHost:x")) {
                real.getMemberAPITokenFromSSOId(id);
                real.getMemberAPITokenFromEmail(id);
            }

            assertThat(server.requests)
                    .hasSize(16)
                    .extracting(request -> request.substring(0, request.indexOf("\r\n\r\n"))
                            .replaceFirst("Content-Length: [0-9]+", "Content-Length: n"))
                    .containsOnly(server.requests
                            .get(0)
                            .split("\r\n\r\n", 2)[0]
                            .replaceFirst("Content-Length: [0-9]+", "Content-Length: n"))
                    .allMatch(head -> head.startsWith("POST /api/v1/headless/auth_token HTTP/1.1\r\n"))
                    .allMatch(head -> head.contains("\r\nHost: " + server.uri().getAuthority() + "\r\n"));
        }
    }

    static Stream<String> malformedTokens() {
        return Stream.concat(
                IntStream.concat(IntStream.rangeClosed(0, 0x20), IntStream.of(0x7F, 0x85, 0xA0, 0x2028, 0xFFFD))
                        .mapToObj(control -> "CANARY" + (char) control + "x"),
                Stream.of(
                        "CANARY token",
                        "CANARY\r\n",
                        "\r\nCANARY",
                        "CANARY\"",
                        "CANARY,x",
                        "CANARY=x",
                        "x".repeat(8193)));
    }

    @ParameterizedTest
    @MethodSource("malformedTokens")
    void N6_aMalformedTokenIsNotSent(String text) {
        Secret token = Secret.of(text);
        assertNotSent(() -> client.getMemberAPITokenFromRefreshToken(token));
        assertNotSent(() -> client.revokeRefreshToken(token));
        assertNotSent(() -> client.revokeMemberAPIToken(token));
        assertNotSent(() -> HttpCircleAuthClient.builder().apiToken(token));
        assertNotSent(() -> HttpCircleAuthClient.builder().apiToken(() -> token).build());
        assertThat(circle.requests).isEmpty();
    }

    private static void assertNotSent(Runnable request) {
        assertThatThrownBy(request::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no bearer token")
                .hasMessageNotContaining("CANARY");
    }

    @ParameterizedTest
    @MethodSource("malformedTokens")
    void N6_aMalformedTokenInAResponseIsRejected(String text) {
        String quoted = Json.createValue(text).toString();
        for (String field : List.of("access_token", "refresh_token")) {
            HttpCircleAuthClient other =
                    new CannedTransport(Samples.json(200, Samples.obtainedWith(field, quoted))).client();

            assertThatThrownBy(() -> other.getMemberAPITokenFromSSOId("u"))
                    .isInstanceOf(CircleProtocolException.class)
                    .hasMessageContaining(field + " is no bearer token")
                    .hasMessageNotContaining("CANARY");
        }
    }
}
