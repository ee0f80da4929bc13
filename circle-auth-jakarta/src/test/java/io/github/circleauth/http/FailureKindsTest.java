package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each of Circle's noes means: the table of its contract, and what is not in it. */
class FailureKindsTest {

    private static final String APP_TOKEN = "Your account could not be authenticated.";
    private static final String PLAN =
            "Your community isn't eligible for headless API access. Please upgrade or contact support";
    private static final String NO_MEMBER =
            "Community member not found. Please provide a valid SSO User ID, community member ID, or email.";
    private static final String NO_TOKEN = "Refresh token not found.";
    private static final String EXPIRED = "The refresh token is expired. Please generate/get new auth token.";
    private static final String MISSING = "Oops! Missing parameter. Please try again later.";

    static Stream<Arguments> documented() {
        List<Arguments> rows = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            rows.add(Arguments.of(operation, 401, APP_TOKEN, "APP_TOKEN"));
            rows.add(Arguments.of(operation, 403, PLAN, "PLAN"));
            rows.add(Arguments.of(operation, 404, MISSING, "protocol"));
            rows.add(Arguments.of(operation, 401, "Something new.", "OTHER"));
            rows.add(Arguments.of(operation, 403, "Something new.", "OTHER"));
            rows.add(Arguments.of(operation, 404, "Something new.", "OTHER"));
            rows.add(Arguments.of(operation, 422, "Something new.", "OTHER"));
            rows.add(Arguments.of(operation, 400, "Something new.", "OTHER"));
        }
        rows.add(Arguments.of(Operation.OBTAIN, 404, NO_MEMBER, "MEMBER_UNKNOWN"));
        rows.add(Arguments.of(
                Operation.OBTAIN, 422, "There was an error creating the token. Please contact support.", "OTHER"));
        rows.add(Arguments.of(Operation.OBTAIN, 404, NO_TOKEN, "OTHER"));
        rows.add(Arguments.of(Operation.OBTAIN, 401, EXPIRED, "OTHER"));
        rows.add(Arguments.of(Operation.REFRESH, 404, NO_TOKEN, "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 401, EXPIRED, "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 401, EXPIRED + " ", "OTHER"));
        rows.add(Arguments.of(Operation.REFRESH, 401, "The refresh token is expired.", "OTHER"));
        rows.add(Arguments.of(Operation.REFRESH, 404, NO_MEMBER, "OTHER"));
        rows.add(Arguments.of(
                Operation.REFRESH, 422, "The access token generation failed. Please contact support.", "OTHER"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 404, NO_TOKEN, "achieved"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 401, EXPIRED, "achieved"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 404, "Invalid refresh token.", "protocol"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 422, "Failed to revoke the refresh token.", "later"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 422, "The access token is invalid.", "OTHER"));
        rows.add(Arguments.of(Operation.REVOKE_ACCESS, 404, NO_TOKEN, "OTHER"));
        for (String gone : List.of(
                "The access token is invalid.",
                "The access token is expired.",
                "The access token not found.",
                "Community associated with the access token not found.",
                "Community member associated with the access token not found.")) {
            rows.add(Arguments.of(Operation.REVOKE_ACCESS, 422, gone, "achieved"));
            rows.add(Arguments.of(Operation.REVOKE_ACCESS, 401, gone, "OTHER"));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource
    void documented(Operation operation, int status, String message, String meaning) {
        assertMeans(operation, Samples.json(status, Samples.envelope(message)), meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "401, later",
        "403, later",
        "404, later",
        "408, later",
        "425, later",
        "429, later",
        "422, OTHER",
        "400, protocol",
        "405, protocol",
        "418, protocol",
        "500, later",
        "502, later",
        "503, later",
        "504, later",
        "520, later",
        "599, later",
        "301, protocol",
        "302, protocol",
        "303, protocol",
        "304, protocol",
        "307, protocol",
        "308, protocol",
        "201, protocol",
        "202, protocol",
        "206, protocol",
        "101, protocol",
    })
    void whatIsNoEnvelopeIsNotCirclesOwnWord(int status, String meaning) {
        List<RawReply> replies = List.of(
                Samples.reply(status, "<html><title>" + APP_TOKEN + "</title>", "content-type", "text/html"),
                Samples.reply(status, Samples.envelope(APP_TOKEN), "content-type", "text/html"),
                Samples.json(status, "{\"message\":[\"" + APP_TOKEN + "\"]}"),
                Samples.json(status, "[]"),
                Samples.json(status, ""),
                new RawReply(status, Map.of("content-type", "application/json"), null));
        for (Operation operation : Operation.values()) {
            replies.forEach(reply -> assertMeans(operation, reply, meaning));
        }
    }

    @Test
    void aTroubledCircleIsUnavailableWhateverItSays() {
        for (int status : new int[] {429, 500, 503}) {
            assertMeans(Operation.REFRESH, Samples.json(status, Samples.envelope(APP_TOKEN)), "later");
        }
    }

    @Test
    void theDetailsOfAnEnvelopeMayBeAnything() {
        for (String details : List.of("null", "{}", "\"x\"", "{\"message\":\"x\"}", "{\"email\":[\"x\"]}")) {
            String body = "{\"success\":false,\"message\":\"" + APP_TOKEN + "\",\"error_details\":" + details + "}";
            assertMeans(Operation.OBTAIN, Samples.json(401, body), "APP_TOKEN");
        }
        assertMeans(Operation.OBTAIN, Samples.json(401, "{\"message\":\"" + APP_TOKEN + "\"}"), "APP_TOKEN");
    }

    @Test
    void aSuccessOfTheWrongKindIsNone() {
        assertMeans(Operation.OBTAIN, Samples.reply(204, ""), "protocol");
        assertMeans(Operation.REFRESH, Samples.reply(204, ""), "protocol");
        assertMeans(Operation.REVOKE_ACCESS, Samples.json(200, "{}"), "protocol");
        assertMeans(Operation.REVOKE_REFRESH, Samples.json(200, "{}"), "protocol");
        assertMeans(Operation.REVOKE_ACCESS, Samples.reply(204, ""), "achieved");
        assertMeans(Operation.REVOKE_REFRESH, Samples.reply(204, ""), "achieved");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | true",
                "application/json; charset=utf-8 | true",
                "Application/JSON;charset=UTF-8 | true",
                "application/json; charset=\"utf-8\" | true",
                "application/json; charset=iso-8859-1 | false",
                "application/problem+json | false",
                "application/jsonp | false",
                "text/json | false",
                "text/html | false",
                "'' | false",
            })
    void aSuccessIsJsonByItsContentType(String type, boolean accepted) {
        RawReply reply = Samples.reply(200, Samples.obtained(), "content-type", type);

        assertMeans(Operation.OBTAIN, reply, accepted ? "achieved" : "protocol");
    }

    @Test
    void aSuccessThatIsCompressedOrTooLongIsNone() {
        assertMeans(
                Operation.OBTAIN,
                Samples.reply(200, Samples.obtained(), "content-type", "application/json", "content-encoding", "gzip"),
                "protocol");
        assertMeans(Operation.OBTAIN, new RawReply(200, Map.of("content-type", "application/json"), null), "protocol");
    }

    @Test
    void aFailureCarriesWhatHelps() {
        RawReply reply = Samples.reply(
                401, Samples.envelope(APP_TOKEN), "content-type", "application/json", "x-request-id", "req-1");

        CircleAuthException failure = fail(Operation.OBTAIN, reply);

        assertThat(failure.status()).hasValue(401);
        assertThat(failure.circleMessage()).contains(APP_TOKEN);
        assertThat(failure.requestId()).contains("req-1");
        assertThat(failure).hasMessageContainingAll("POST auth_token", "401", APP_TOKEN, "req-1");
    }

    private static void assertMeans(Operation operation, RawReply reply, String meaning) {
        switch (meaning) {
            case "achieved" -> assertThatCode(() -> call(operation, reply)).doesNotThrowAnyException();
            case "later" ->
                assertThat(fail(operation, reply))
                        .isInstanceOfSatisfying(
                                CircleUnavailableException.class,
                                later -> assertThat(later.isAmbiguous()).isFalse());
            case "protocol" -> assertThat(fail(operation, reply)).isInstanceOf(CircleProtocolException.class);
            default ->
                assertThat(fail(operation, reply))
                        .isInstanceOfSatisfying(
                                CircleRefusedException.class,
                                no -> assertThat(no.reason()).hasToString(meaning));
        }
    }

    private static CircleAuthException fail(Operation operation, RawReply reply) {
        return catchThrowableOfType(CircleAuthException.class, () -> call(operation, reply));
    }

    private static void call(Operation operation, RawReply reply) {
        HttpCircleAuthClient client = new Canned(reply).client();
        switch (operation) {
            case OBTAIN -> client.getMemberAPITokenFromEmail(Samples.EMAIL);
            case REFRESH -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
            case REVOKE_ACCESS -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            case REVOKE_REFRESH -> client.revokeRefreshToken(Samples.REFRESH_TOKEN);
        }
    }
}
