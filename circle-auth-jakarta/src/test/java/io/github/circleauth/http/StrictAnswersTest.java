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
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies of a success are believed. */
class StrictAnswersTest {

    private static final Map<String, String> KINDS = Map.of(
            "object", "{\"a\":1}",
            "array", "[\"CANARY\"]",
            "string", "\"CANARY\"",
            "number", "7",
            "true", "true",
            "false", "false",
            "null", "null");

    private static final List<String> TIMES = List.of("access_token_expires_at", "refresh_token_expires_at");

    @Test
    void tokensAreReadAsCircleDocumentsThem() {
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
    void aRefreshBringsAnAccessToken() {
        assertThat(refresh(Samples.refreshed()))
                .isEqualTo(new AccessToken(Samples.ACCESS_TOKEN, Instant.parse("2026-03-01T13:00:00Z")));
    }

    static Stream<Arguments> wrongKinds() {
        return Samples.obtainedFields().entrySet().stream().flatMap(field -> {
            String right = field.getValue().startsWith("\"") ? "string" : "number";
            return KINDS.keySet().stream()
                    .filter(kind -> !kind.equals(right))
                    .map(kind -> Arguments.of(field.getKey(), kind));
        });
    }

    @ParameterizedTest
    @MethodSource
    void wrongKinds(String field, String kind) {
        assertRefused(Samples.obtainedWith(field, KINDS.get(kind))).hasMessageContaining(field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "access_token_expires_at"})
    void aRefreshIsCheckedToo(String field) {
        Map<String, String> fields = Samples.obtainedFields();
        for (String kind : List.of("object", "array", "number", "true", "false", "null")) {
            fields.put(field, KINDS.get(kind));
            assertThatThrownBy(() -> refresh(Samples.object(fields))).isInstanceOf(CircleProtocolException.class);
        }
    }

    @Test
    void whatARefreshDoesNotUseMayBeAnything() {
        assertThat(refresh(Samples.obtainedWith("community_member_id", "\"CANARY\"")))
                .isNotNull();
    }

    static Stream<String> fields() {
        return Samples.obtainedFields().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aMissingFieldIsNotGuessed(String field) {
        Map<String, String> fields = Samples.obtainedFields();
        fields.remove(field);

        assertRefused(Samples.object(fields)).hasMessageContaining(field + " is missing");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldThatStandsTwiceIsRefused(String field) {
        String body = Samples.obtained();
        String twin = Samples.quoted(field) + ":" + Samples.obtainedFields().get(field);

        assertRefused(body.replaceFirst("\\{", "{" + twin + ",")).hasMessageContaining("twice");
        String escaped = "\"\\u00" + Integer.toHexString(field.charAt(0)) + twin.substring(2);
        assertRefused("{" + escaped + "," + body.substring(1)).hasMessageContaining("twice");
    }

    @Test
    void aFieldThatStandsTwiceFurtherInIsRefused() {
        assertRefused(Samples.obtainedWith("new", "[{\"a\":1,\"a\":2}]")).hasMessageContaining("twice");
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(obtain(Samples.obtainedWith("new", "{\"access_token\":[1,2.5e3,null,{\"a\":{}}]}")))
                .isEqualTo(obtain(Samples.obtained()));
        assertThat(obtain(Samples.obtainedWith("Access_Token", "5"))).isEqualTo(obtain(Samples.obtained()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1.0",
                "1.9",
                "1e3",
                "1E400",
                "9007199254740992",
                "9223372036854775808",
                "99999999999999999999999",
                "-0"
            })
    void anIdThatIsNoIdIsRefused(String number) {
        assertRefused(Samples.obtainedWith("community_member_id", number)).hasMessageContaining("community_member_id");
        assertRefused(Samples.obtainedWith("community_id", number)).hasMessageContaining("community_id");
    }

    @Test
    void theLargestIdIsTwoToTheFiftyThirdLessOne() {
        assertThat(obtain(Samples.obtainedWith("community_id", "9007199254740991"))
                        .communityId())
                .isEqualTo(9007199254740991L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\\r\\nX: y", "a\\u0000", "tök", "=", "a=b", "\\ud800"})
    void aTokenThatIsNoBearerTokenIsRefused(String token) {
        for (String field : List.of("access_token", "refresh_token")) {
            assertRefused(Samples.obtainedWith(field, Samples.quoted(token))).hasMessageContaining(field);
        }
    }

    @Test
    void aTokenMayHave8192Characters() {
        assertThat(obtain(Samples.obtainedWith("access_token", Samples.quoted("a".repeat(8192)))))
                .isNotNull();
        assertRefused(Samples.obtainedWith("access_token", Samples.quoted("a".repeat(8193))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T13:00:00",
                "2026-03-01 13:00:00Z",
                "2026-03-01",
                "1772370000",
                "1772370000000",
                "",
                "2026-03-01T13:00:60Z",
                "2026-02-29T13:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "2026-03-01T13:00:00 Europe/Berlin",
                "2026-03-01T13:00:00Z[UTC]",
                "2026-02-28T11:59:59Z",
                "2027-04-06T12:00:01Z",
                "CANARY"
            })
    void aTimeThatIsNoneOrOutOfRangeIsRefused(String time) {
        for (String field : TIMES) {
            assertRefused(Samples.obtainedWith(field, Samples.quoted(time))).hasMessageContaining(field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2026-03-01T15:00:00+02:00", "2026-03-01T07:30:00.000-05:30", "2026-03-01T13:00:00.000000Z"})
    void aTimeMayHaveAnOffset(String time) {
        assertThat(obtain(Samples.obtainedWith("access_token_expires_at", Samples.quoted(time)))
                        .accessToken()
                        .expiresAt())
                .isEqualTo("2026-03-01T13:00:00Z");
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
    void aBodyThatIsNoSuchObjectIsRefused(String body) {
        assertRefused(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{}", ",", "}", "null", "\u0000", "/* */"})
    void nothingMayStandBehindTheObject(String trailer) {
        assertRefused(Samples.obtained() + trailer);
    }

    @Test
    void whiteSpaceMayStandAroundIt() {
        assertThat(obtain("\r\n\t " + Samples.obtained() + " \n")).isNotNull();
    }

    @Test
    void aByteOrderMarkIsRefused() {
        assertRefused("\uFEFF" + Samples.obtained()).hasMessageContaining("byte order mark");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] body = Samples.obtainedWith("new", "\"?\"").getBytes(StandardCharsets.UTF_8);
        body[body.length - 3] = (byte) 0xFF;
        RawReply reply = new RawReply(200, Map.of("content-type", "application/json"), body);

        assertThatThrownBy(() -> new Canned(reply).client().getMemberAPITokenFromSSOId("u"))
                .isInstanceOf(CircleProtocolException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        assertThat(obtain(Samples.obtainedWith("new", "[".repeat(15) + "]".repeat(15))))
                .isNotNull();
        assertRefused(Samples.obtainedWith("new", "[".repeat(16) + "]".repeat(16)))
                .hasMessageContaining("deep");
    }

    private static MemberTokens obtain(String body) {
        return new Canned(Samples.json(200, body)).client().getMemberAPITokenFromSSOId("u");
    }

    private static AccessToken refresh(String body) {
        return new Canned(Samples.json(200, body)).client().getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(String body) {
        return assertThatThrownBy(() -> obtain(body))
                .isInstanceOf(CircleProtocolException.class)
                .hasNoCause()
                .hasMessageNotContaining("CANARY");
    }
}
