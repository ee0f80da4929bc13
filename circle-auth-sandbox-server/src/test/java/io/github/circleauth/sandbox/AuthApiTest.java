package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.field;
import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthApiTest {

    private final InProcessClient client = new InProcessClient();

    @Test
    void aMemberObtainsTokensWithDatesAndIds() {
        JsonObject tokens = json(client.authToken("{\"community_member_id\":1001}"));

        assertThat(tokens.keySet())
                .containsExactlyInAnyOrder(
                        "access_token",
                        "refresh_token",
                        "access_token_expires_at",
                        "refresh_token_expires_at",
                        "community_member_id",
                        "community_id");
        assertThat(tokens.getString("access_token_expires_at")).isEqualTo("2026-05-01T13:00:00.250Z");
        assertThat(tokens.getString("refresh_token_expires_at")).isEqualTo("2026-05-31T12:00:00.250Z");
        assertThat(tokens.getString("refresh_token")).matches("[A-Za-z0-9_-]{43}");
        assertThat(tokens.getInt("community_member_id")).isEqualTo(1001);
        assertThat(tokens.getInt("community_id")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sso_user_id\":\"ada-sso\"}",
                "{\"community_member_id\":1001}",
                "{\"community_member_id\":\"1001\"}",
                "{\"email\":\"Ada@Example.com\"}",
                "{\"sso_user_id\":null,\"email\":\"ada@example.com\"}"
            })
    void aMemberIsFoundByEachIdentifier(String body) {
        assertThat(json(client.authToken(body)).getInt("community_member_id")).isEqualTo(1001);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sso_id\":\"ada-sso\"}",
                "{\"email\":\"linus@example.com\"}",
                "{\"community_member_id\":501001}",
                "{\"sso_user_id\":\"\"}",
                "{}",
                ""
            })
    void anUnknownMemberIsNotFound(String body) {
        assertRefused(
                client.authToken(body),
                404,
                "Community member not found. Please provide a valid SSO User ID, community member ID, or email.",
                "{}");
    }

    @ParameterizedTest
    @CsvSource({"POST,auth_token", "PATCH,access_token/refresh", "POST,access_token/revoke", "POST,refresh_token/revoke"
    })
    void eachOperationRefusesAWrongAppToken(String method, String operation) {
        for (Map<String, String> headers : List.of(
                Map.of("authorization", "Bearer another"),
                Map.of("authorization", "sandbox-app-token"),
                Map.of("a", ""))) {
            SandboxResponse response = client.circle.handle(
                    new SandboxRequest(method, "/api/v1/headless/" + operation, null, headers, new byte[0]));

            assertRefused(response, 401, "Your account could not be authenticated.", "{}");
        }
    }

    @Test
    void aRotatedAppTokenReplacesTheOldOne() {
        String old = client.circle.apiToken();
        client.circle.apiToken("rotated");

        assertThat(client.circle
                        .handle(SandboxRequest.json(
                                "POST", "/api/v1/headless/auth_token", old, field("sso_user_id", "ada-sso")))
                        .status())
                .isEqualTo(401);
        assertThat(client.authToken(field("sso_user_id", "ada-sso")).status()).isEqualTo(200);
    }

    @Test
    void aCommunityWithoutThePlanIsForbidden() {
        client.circle.eligible(false);

        assertRefused(
                client.authToken(field("email", "ada@example.com")),
                403,
                "Your community isn't eligible for headless API access. Please upgrade or contact support",
                "{}");
    }

    @Test
    void aRefreshReturnsAnAccessTokenAndNothingElse() {
        JsonObject tokens = client.signIn("ada@example.com");
        client.circle.clock().advance(Duration.ofMinutes(50));

        JsonObject renewed = json(client.refresh(tokens.getString("refresh_token")));

        assertThat(renewed.keySet()).containsExactlyInAnyOrder("access_token", "access_token_expires_at");
        assertThat(renewed.getString("access_token")).isNotEqualTo(tokens.getString("access_token"));
        assertThat(renewed.getString("access_token_expires_at")).isEqualTo("2026-05-01T13:50:00.250Z");
    }

    @Test
    void anUnknownMissingOrRevokedRefreshTokenIsNotFound() {
        String refresh = client.signIn("ada@example.com").getString("refresh_token");
        client.revokeRefresh(refresh);

        for (SandboxResponse response : List.of(
                client.refresh("unknown"),
                client.refresh(refresh),
                client.request("PATCH", "access_token/refresh", "{}"))) {
            assertRefused(response, 404, "Refresh token not found.", "{}");
        }
    }

    @Test
    void anExpiredRefreshTokenIsRefusedWith401() {
        String refresh = client.signIn("ada@example.com").getString("refresh_token");
        client.circle.clock().advance(Duration.ofDays(30));
        String message = "The refresh token is expired. Please generate/get new auth token.";

        assertRefused(client.refresh(refresh), 401, message, "{}");
        assertRefused(client.revokeRefresh(refresh), 401, message, "{}");
        assertThat(client.signIn("ada@example.com").getString("refresh_token")).isNotEqualTo(refresh);
    }

    @Test
    void anAccessTokenCanBeRevokedOnce() {
        String access = client.access("ada@example.com");

        SandboxResponse first = client.revokeAccess(access);

        assertThat(first.status()).isEqualTo(204);
        assertThat(first.body()).isEmpty();
        assertRefused(client.revokeAccess(access), 422, "The access token not found.", "{}");
    }

    @Test
    void anAccessTokenThatIsInvalidExpiredOrOfADepartedMemberCannotBeRevoked() {
        String access = client.access("ada@example.com");

        assertRefused(client.revokeAccess("nonsense"), 422, "The access token is invalid.", "{}");

        client.circle.people(List.of(Person.DEFAULT.get(1)));
        assertRefused(
                client.revokeAccess(access), 422, "Community member associated with the access token not found.", "{}");

        client.circle.clock().advance(Duration.ofHours(1));
        assertRefused(client.revokeAccess(access), 422, "The access token is expired.", "{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"access_token\":17}", "{\"access_token\":null}", ""})
    void revokingWithoutAnAccessTokenIsAMissingParameter(String body) {
        assertRefused(
                client.request("POST", "access_token/revoke", body),
                404,
                "Oops! Missing parameter. Please try again later.",
                "{\"message\":\"Missing parameter: access_token\"}");
    }

    @Test
    void aRefreshTokenCanBeRevokedOnce() {
        String refresh = client.signIn("ada@example.com").getString("refresh_token");

        SandboxResponse first = client.revokeRefresh(refresh);

        assertThat(first.status()).isEqualTo(204);
        assertThat(first.body()).isEmpty();
        assertRefused(client.revokeRefresh(refresh), 404, "Refresh token not found.", "{}");
    }

    @Test
    void revokingWithoutAStringAsRefreshTokenIsRefused() {
        assertRefused(
                client.request("POST", "refresh_token/revoke", "{\"refresh_token\":[1]}"),
                404,
                "Invalid refresh token.",
                "{}");
        assertRefused(
                client.request("POST", "refresh_token/revoke", "{}"),
                404,
                "Oops! Missing parameter. Please try again later.",
                "{\"message\":\"Missing parameter: refresh_token\"}");
    }

    @Test
    void anAccessTokenIsNotARefreshToken() {
        JsonObject tokens = client.signIn("ada@example.com");

        assertThat(client.refresh(tokens.getString("access_token")).status()).isEqualTo(404);
        assertThat(client.revokeAccess(tokens.getString("refresh_token")).status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({"POST,access_token/refresh", "GET,auth_token", "PATCH,auth_token", "POST,nothing", "POST,auth_token/"})
    void aWrongMethodOrPathIsNotFound(String method, String path) {
        assertRefused(client.request(method, path, "{}"), 404, "Not found.", "{}");
    }

    @Test
    void anOperationOfOneApiIsUnknownToTheOther() {
        SandboxResponse swapped = client.circle.handle(SandboxRequest.json(
                "POST", "/api/headless/v1/auth_token", client.circle.apiToken(), "{\"community_member_id\":1001}"));

        assertThat(swapped.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "email=ada@example.com"})
    void aBodyThatIsNotAJsonObjectIsABadRequest(String body) {
        assertRefused(client.authToken(body), 400, "The request body could not be parsed.", "{}");
    }

    @Test
    void aBodyOfAnotherContentTypeHasNoParameters() {
        SandboxRequest request = new SandboxRequest(
                "POST",
                "/api/v1/headless/auth_token",
                null,
                Map.of("Authorization", "Bearer sandbox-app-token", "Content-Type", "text/plain"),
                field("email", "ada@example.com").getBytes(StandardCharsets.UTF_8));

        assertThat(client.circle.handle(request).status()).isEqualTo(404);
    }

    @Test
    void everyResponseHasARequestIdAndTheSandboxsDate() {
        client.circle.clock().advance(Duration.ofHours(13));
        SandboxResponse first = client.authToken("{}");
        SandboxResponse second = client.authToken(field("email", "ada@example.com"));

        assertThat(first.headers()).containsEntry("date", "Sat, 02 May 2026 01:00:00 GMT");
        assertThat(first.headers()).containsEntry("content-type", "application/json; charset=utf-8");
        assertThat(first.headers().get("x-request-id"))
                .matches("[0-9a-f-]{36}")
                .isNotEqualTo(second.headers().get("x-request-id"));
    }

    @Test
    void aSeedRepeatsEveryTokenAndAResetRestartsTheSequence() {
        JsonObject first = client.signIn("ada@example.com");

        assertThat(new InProcessClient().signIn("ada@example.com")).isEqualTo(first);
        assertThat(client.signIn("ada@example.com")).isNotEqualTo(first);
        client.circle.reset();
        client.circle.switches().set("jwt", "hs256");
        assertThat(client.signIn("ada@example.com")).isEqualTo(first);
    }

    @Test
    void anAccessTokenExpiresWithTheWholeSecondOfItsJwt() {
        JsonObject tokens = client.signIn("ada@example.com");
        Instant end = Instant.parse(tokens.getString("access_token_expires_at"));
        client.circle
                .clock()
                .advance(Duration.between(InProcessClient.NOON, end).minusMillis(251));
        assertThat(client.get("community_member", tokens.getString("access_token"))
                        .status())
                .isEqualTo(200);

        client.circle.clock().advance(Duration.ofMillis(1));

        assertThat(client.get("community_member", tokens.getString("access_token"))
                        .status())
                .isEqualTo(401);
    }

    private static void assertRefused(SandboxResponse response, int status, String message, String details) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(text(response))
                .isEqualTo("{\"success\":false,\"message\":\"" + message + "\",\"error_details\":" + details + "}");
    }
}
