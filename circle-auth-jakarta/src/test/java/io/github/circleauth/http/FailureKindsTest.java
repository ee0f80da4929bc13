package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.TokenRequest.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The kind of failure for each error response: the documented ones, and any other. */
class FailureKindsTest {

    private static final String APP_TOKEN = "Your account could not be authenticated.";
    private static final String PLAN =
            "Your community isn't eligible for headless API access. Please upgrade or contact support";
    private static final String NO_MEMBER =
            "Community member not found. Please provide a valid SSO User ID, community member ID, or email.";
    private static final String NO_TOKEN = "Refresh token not found.";
    private static final String EXPIRED = "The refresh token is expired. Please generate/get new auth token.";
    private static final String MISSING = "Oops! Missing parameter. Please try again later.";

    /** One client for all responses of a test, since building one is slow. */
    private final ManualTicker ticker = new ManualTicker();

    private CannedResponse next = Samples.response(204, "");
    private final HttpCircleAuthClient client = new HttpCircleAuthClient(new CannedTransport(next)
            .builder()
            .ticker(ticker)
            .transport(request -> next.to(request))
            .build());

    static Stream<Arguments> documented() {
        List<Arguments> rows = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            rows.add(Arguments.of(operation, 401, APP_TOKEN, "APP_TOKEN"));
            rows.add(Arguments.of(operation, 403, PLAN, "PLAN"));
            rows.add(Arguments.of(operation, 404, MISSING, "protocol"));
            rows.add(Arguments.of(operation, 403, "Something new.", "APP_TOKEN"));
            rows.add(Arguments.of(operation, 403, PLAN.substring(0, 40), "APP_TOKEN"));
            rows.add(Arguments.of(operation, 400, "Something new.", "OTHER"));
        }
        rows.add(Arguments.of(Operation.OBTAIN, 404, NO_MEMBER, "MEMBER_UNKNOWN"));
        rows.add(Arguments.of(
                Operation.OBTAIN, 422, "There was an error creating the token. Please contact support.", "OTHER"));
        rows.add(Arguments.of(Operation.OBTAIN, 404, "Community member not found.", "MEMBER_UNKNOWN"));
        rows.add(Arguments.of(Operation.OBTAIN, 404, NO_TOKEN, "MEMBER_UNKNOWN"));
        rows.add(Arguments.of(Operation.OBTAIN, 401, EXPIRED, "APP_TOKEN"));
        rows.add(Arguments.of(Operation.OBTAIN, 401, APP_TOKEN.substring(0, APP_TOKEN.length() - 1), "APP_TOKEN"));
        rows.add(Arguments.of(Operation.REFRESH, 404, NO_TOKEN, "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 401, EXPIRED, "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 401, EXPIRED + " ", "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 401, "The refresh token is expired.", "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REFRESH, 404, NO_MEMBER, "TOKEN_DEAD"));
        rows.add(Arguments.of(
                Operation.REFRESH, 422, "The access token generation failed. Please contact support.", "TOKEN_DEAD"));
        rows.add(Arguments.of(Operation.REVOKE_REFRESH, 401, "The refresh token is expired.", "OTHER"));
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

    private static final List<String> JSON_TYPES =
            List.of("application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8");

    private static final List<String> OTHER_TYPES = List.of(
            "",
            "text/html",
            "text/plain",
            "text/json",
            "application/problem+json",
            "application/json; charset=iso-8859-1");

    /** Returns JSON objects that have no message. */
    private static List<String> withoutMessage() {
        return List.of(Samples.obtained(), "{}", "{\"error\":\"invalid\"}", "{\"message\":[\"" + APP_TOKEN + "\"]}");
    }

    /** Returns responses whose body is neither tokens nor an error envelope, or whose content type denies it. */
    private static List<CannedResponse> anythingElse(int status) {
        List<CannedResponse> responses = new ArrayList<>();
        for (String type : OTHER_TYPES) {
            responses.add(Samples.response(status, Samples.obtained(), "content-type", type));
            responses.add(Samples.response(status, Samples.envelope(APP_TOKEN), "content-type", type));
        }
        for (String body :
                List.of("", "[]", "null", "<html><title>" + APP_TOKEN + "</title>", "{\"message\":\"x\"}{")) {
            OTHER_TYPES.forEach(type -> responses.add(Samples.response(status, body, "content-type", type)));
            JSON_TYPES.forEach(type -> responses.add(Samples.response(status, body, "content-type", type)));
        }
        for (String body : List.of(Samples.obtained(), Samples.envelope(APP_TOKEN))) {
            responses.add(
                    Samples.response(status, body, "content-type", "application/json", "content-encoding", "gzip"));
        }
        responses.add(Samples.response(status, Samples.obtained()));
        responses.add(new CannedResponse(status, Map.of("content-type", "application/json"), null));
        return responses;
    }

    @ParameterizedTest
    @CsvSource({
        // status, with JSON without a message, with Circle's error envelope in JSON, with anything else; perhaps apart
        // for an obtain, a refresh and a revocation
        "100, protocol, protocol, protocol",
        "101, protocol, protocol, protocol",
        "200, achieved, protocol, protocol",
        "201, protocol, protocol, protocol",
        "202, protocol, protocol, protocol",
        "203, protocol, protocol, protocol",
        "204, protocol, protocol, protocol",
        "206, protocol, protocol, protocol",
        "300, protocol, protocol, protocol",
        "301, protocol, protocol, protocol",
        "302, protocol, protocol, protocol",
        "304, protocol, protocol, protocol",
        "307, protocol, protocol, protocol",
        "400, OTHER, OTHER, protocol OTHER protocol",
        "401, APP_TOKEN TOKEN_DEAD OTHER, APP_TOKEN TOKEN_DEAD OTHER, APP_TOKEN TOKEN_DEAD OTHER",
        "403, APP_TOKEN, APP_TOKEN, APP_TOKEN",
        "404, MEMBER_UNKNOWN TOKEN_DEAD OTHER, MEMBER_UNKNOWN TOKEN_DEAD OTHER, later TOKEN_DEAD later",
        "405, OTHER, OTHER, protocol OTHER protocol",
        "408, later, later, later",
        "410, OTHER, OTHER, protocol OTHER protocol",
        "415, OTHER, OTHER, protocol OTHER protocol",
        "418, OTHER, OTHER, protocol OTHER protocol",
        "422, OTHER TOKEN_DEAD OTHER, OTHER TOKEN_DEAD OTHER, OTHER TOKEN_DEAD OTHER",
        "425, later, later, later",
        "429, later, later, later",
        "500, later, later, later",
        "502, later, later, later",
        "503, later, later, later",
        "520, later, later, later",
        "599, later, later, later",
    })
    void N14_eachCombinationOfStatusTypeAndBodyHasItsMeaning(int status, String tokens, String envelope, String other) {
        for (Operation operation : Operation.values()) {
            // The success of a revocation is a 204, whatever its body.
            boolean revoked = operation.isRevocation() && status == 204;
            boolean noSuccess = operation.isRevocation() && status == 200;
            for (String type : JSON_TYPES) {
                for (String body : status == 200 ? List.of(Samples.obtained()) : withoutMessage()) {
                    assertMeans(
                            operation,
                            Samples.response(status, body, "content-type", type),
                            revoked ? "achieved" : noSuccess ? "protocol" : meaning(operation, tokens));
                }
                assertMeans(
                        operation,
                        Samples.response(status, Samples.envelope("Something new."), "content-type", type),
                        revoked ? "achieved" : meaning(operation, envelope));
            }
            anythingElse(status)
                    .forEach(response ->
                            assertMeans(operation, response, revoked ? "achieved" : meaning(operation, other)));
        }
    }

    private static String meaning(Operation operation, String meanings) {
        String[] apart = meanings.split(" ");
        int index = operation == Operation.OBTAIN ? 0 : operation == Operation.REFRESH ? 1 : 2;
        return apart.length == 1 ? meanings : apart[index];
    }

    @Test
    void afterA429OrA5xxCircleIsUnavailableWhateverTheMessage() {
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
    void aFailureHasStatusMessageAndRequestId() {
        CannedResponse response = Samples.response(
                401, Samples.envelope(APP_TOKEN), "content-type", "application/json", "x-request-id", "req-1");

        CircleAuthException failure = failure(Operation.OBTAIN, response);

        assertThat(failure.status()).hasValue(401);
        assertThat(failure.circleMessage()).contains(APP_TOKEN);
        assertThat(failure.requestId()).contains("req-1");
        assertThat(failure).hasMessageContainingAll("POST auth_token", "401", APP_TOKEN, "req-1");
    }

    private void assertMeans(Operation operation, CannedResponse response, String meaning) {
        switch (meaning) {
            case "achieved" ->
                assertThatCode(() -> execute(operation, response)).doesNotThrowAnyException();
            case "later" ->
                assertThat(failure(operation, response))
                        .isInstanceOfSatisfying(
                                CircleUnavailableException.class,
                                later -> assertThat(later.isAmbiguous()).isFalse());
            case "protocol" -> assertThat(failure(operation, response)).isInstanceOf(CircleProtocolException.class);
            default ->
                assertThat(failure(operation, response))
                        .isInstanceOfSatisfying(
                                CircleRefusedException.class,
                                refused -> assertThat(refused.reason()).hasToString(meaning));
        }
    }

    private CircleAuthException failure(Operation operation, CannedResponse response) {
        return catchThrowableOfType(CircleAuthException.class, () -> execute(operation, response));
    }

    private void execute(Operation operation, CannedResponse response) {
        next = response;
        ticker.move(Duration.ofHours(1)); // Ends the pause after an earlier 429.
        switch (operation) {
            case OBTAIN -> client.getMemberAPITokenFromEmail(Samples.EMAIL);
            case REFRESH -> client.getMemberAPITokenFromRefreshToken(Samples.REFRESH_TOKEN);
            case REVOKE_ACCESS -> client.revokeMemberAPIToken(Samples.ACCESS_TOKEN);
            case REVOKE_REFRESH -> client.revokeRefreshToken(Samples.REFRESH_TOKEN);
        }
    }
}
