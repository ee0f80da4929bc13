package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies of a success are accepted. */
class StrictResponsesTest {

    /** One value of each kind of JSON. */
    private static final List<String> KINDS =
            List.of("{\"a\":1}", "[\"CANARY\"]", "\"CANARY\"", "7", "true", "false", "null");

    @Test
    void tokensAreReadFromTheDocumentedFields() {
        MemberTokens tokens = obtain(Samples.obtained());

        assertThat(tokens)
                .isEqualTo(new MemberTokens(
                        new AccessToken(Samples.ACCESS_TOKEN, Instant.parse("2026-03-01T13:00:00Z")),
                        Samples.REFRESH_TOKEN,
                        Instant.parse("2026-03-31T12:00:00Z"),
                        1001,
                        1));
    }

    @Test
    void aRefreshHasAnAccessToken() {
        assertThat(refresh(Samples.refreshed()))
                .isEqualTo(new AccessToken(Samples.ACCESS_TOKEN, Instant.parse("2026-03-01T13:00:00Z")));
    }

    static Stream<String> fields() {
        return Samples.obtainedFields().keySet().stream();
    }

    /** Returns a response for each kind of JSON, with a value of that kind in the field, and otherwise valid. */
    private static Stream<CannedResponse> ofEachKind(String field) {
        String valid = Samples.obtainedFields().get(field);
        return KINDS.stream()
                .map(kind -> kind.charAt(0) == valid.charAt(0) || (isDigit(kind) && isDigit(valid)) ? valid : kind)
                .map(value -> Samples.json(200, Samples.obtainedWith(field, value)));
    }

    private static boolean isDigit(String json) {
        return Character.isDigit(json.charAt(0));
    }

    private static List<String> kindsAccepted(Function<HttpCircleAuthClient, Object> request, String field) {
        HttpCircleAuthClient client =
                new HttpCircleAuthClient(new CannedTransport(ofEachKind(field).toArray(CannedResponse[]::new))
                        .builder()
                        .orphans(ignored -> {})
                        .build());
        return KINDS.stream()
                .filter(kind -> {
                    try {
                        return request.apply(client) != null;
                    } catch (CircleProtocolException rejected) {
                        assertThat(rejected).hasMessageContaining(field).hasMessageNotContaining("CANARY");
                        return false;
                    }
                })
                .toList();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void P1_eachFieldIsAcceptedInOneKindOfJsonOnly(String field) {
        String accepted = field.endsWith("_id") ? "7" : "\"CANARY\"";

        assertThat(kindsAccepted(client -> client.getMemberAPITokenFromSSOId("u"), field))
                .containsExactly(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "access_token_expires_at"})
    void P1_eachFieldOfARefreshIsAcceptedInOneKindOfJsonOnly(String field) {
        assertThat(kindsAccepted(client -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN), field))
                .containsExactly("\"CANARY\"");
    }

    @Test
    void fieldsThatARefreshDoesNotUseMayHaveAnyValue() {
        assertThat(refresh(Samples.obtainedWith("community_member_id", "\"CANARY\"")))
                .isNotNull();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void P4_aMissingFieldIsRejected(String field) {
        Map<String, String> fields = Samples.obtainedFields();
        fields.remove(field);

        assertRejected(Samples.object(fields)).hasMessageContaining(field + " is missing");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void P3_aDuplicateFieldIsRejected(String field) {
        String body = Samples.obtained();
        String twin = Samples.quoted(field) + ":" + Samples.obtainedFields().get(field);

        assertRejected(body.replaceFirst("\\{", "{" + twin + ",")).hasMessageContaining("twice");
        String escaped = "\"\\u00" + Integer.toHexString(field.charAt(0)) + twin.substring(2);
        assertRejected("{" + escaped + "," + body.substring(1)).hasMessageContaining("twice");
    }

    @Test
    void anAccessTokenThatEqualsTheRefreshTokenIsRejected() {
        assertRejected(Samples.obtainedWith("access_token", Samples.quoted(Samples.REFRESH_TOKEN.reveal())))
                .hasMessageContaining("are the same");
    }

    @Test
    void P3_aDuplicateFieldInANestedObjectIsRejected() {
        assertRejected(Samples.obtainedWith("new", "[{\"a\":1,\"a\":2}]")).hasMessageContaining("twice");
    }

    @Test
    void P4_unknownFieldsAreIgnored() {
        assertThat(obtain(Samples.obtainedWith("new", "{\"access_token\":[1,2.5e3,null,{\"a\":{}}]}")))
                .isEqualTo(obtain(Samples.obtained()));
    }

    @Test
    void P3_fieldNamesAreCaseSensitive() {
        assertThat(obtain(Samples.obtainedWith("Access_Token", "5"))).isEqualTo(obtain(Samples.obtained()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"x\"",
                "7",
                "true",
                "{",
                "{}",
                "{\"a\":}",
                "<html>",
                "{\"a\":1,}",
                "{'a':1}"
            })
    void P4_aBodyThatIsNoObjectOfTokensIsRejected(String body) {
        assertRejected(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{}", ",", "}", "null", "\u0000", "/* */"})
    void P4_textBehindTheObjectIsRejected(String trailer) {
        assertRejected(Samples.obtained() + trailer);
    }

    @Test
    void P4_whitespaceAroundTheObjectIsAccepted() {
        assertThat(obtain("\r\n\t " + Samples.obtained() + " \n")).isNotNull();
    }

    @Test
    void P4_aByteOrderMarkIsRejected() {
        assertRejected("\uFEFF" + Samples.obtained()).hasMessageContaining("byte order mark");
    }

    @Test
    void P4_invalidUtf8IsRejected() {
        byte[] body = Samples.obtainedWith("new", "\"?\"").getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xFF;
        CannedResponse response = new CannedResponse(200, Map.of("content-type", "application/json"), body);

        assertThatThrownBy(() -> new CannedTransport(response).client().getMemberAPITokenFromSSOId("u"))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void P5_deeplyNestedJsonIsRejected() {
        assertThat(obtain(Samples.obtainedWith("new", "[".repeat(15) + "]".repeat(15))))
                .isNotNull();
        assertRejected(Samples.obtainedWith("new", "[".repeat(16) + "]".repeat(16)))
                .hasMessageContaining("deep");
    }

    static Stream<Arguments> floods() {
        int fits = 50_000;
        int million = 1_000_000;
        return Stream.of(
                Arguments.of("[".repeat(fits / 2) + "]".repeat(fits / 2), "deep"),
                Arguments.of("{\"a\":".repeat(fits / 6) + "1" + "}".repeat(fits / 6), "deep"),
                Arguments.of("[".repeat(fits), "deep"),
                Arguments.of("1".repeat(fits), "accepted"),
                Arguments.of("-1.5e" + "9".repeat(fits), "accepted"),
                Arguments.of(keys(fits / 10), "accepted"),
                Arguments.of("[".repeat(million) + "]".repeat(million), "not read"),
                Arguments.of("1".repeat(million), "not read"),
                Arguments.of(keys(million), "not read"),
                Arguments.of("\"" + "x".repeat(20 * million) + "\"", "not read"));
    }

    private static String keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("floods")
    void P5_aFloodOfJsonIsRejectedOrHarmless(String json, String outcome) throws Exception {
        try (ScriptedServer server =
                        ScriptedServer.responding(ScriptedServer.json("200 OK", Samples.obtainedWith("new", json)));
                HttpCircleAuthClient client = server.client()) {
            if (outcome.equals("accepted")) {
                assertThat(client.getMemberAPITokenFromSSOId("u")).isNotNull();
            } else {
                assertThatThrownBy(() -> client.getMemberAPITokenFromSSOId("u"))
                        .isInstanceOf(CircleProtocolException.class)
                        .hasMessageContaining(outcome);
            }
        }
    }

    @Test
    void P5_anIdOfManyDigitsIsRejected() {
        assertRejected(Samples.obtainedWith("community_member_id", "1".repeat(50_000)))
                .hasMessageContaining("community_member_id");
    }

    private static MemberTokens obtain(String body) {
        return new CannedTransport(Samples.json(200, body)).client().getMemberAPITokenFromSSOId("u");
    }

    private static AccessToken refresh(String body) {
        return new CannedTransport(Samples.json(200, body))
                .client()
                .getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRejected(String body) {
        return assertThatThrownBy(() -> obtain(body))
                .isInstanceOf(CircleProtocolException.class)
                .hasNoCause()
                .hasMessageNotContaining("CANARY");
    }
}
