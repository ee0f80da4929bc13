package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SwitchesTest {

    private final InProcessClient client = new InProcessClient();
    private final Switches switches = client.circle.switches();

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        switches.reset();

        assertThat(switches.all())
                .hasToString("{refresh-tokens=shared, early-refresh=new, refresh-checks-app-token=yes,"
                        + " refresh-revocation-ends-access=no, too-many-requests=without-retry-after, jwt=rs256,"
                        + " refresh-life=P30D, several-identifiers=precedence, cable-token-refusal=401, cable-origin=404,"
                        + " cable-subprotocol=optional, cable-cut-at-expiry=no, cable-cut-at-revocation=no,"
                        + " cable-event-name=event, cable-room-key=any}");
    }

    @Test
    void anUnknownSwitchOrValueIsRejectedWithAListOfTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> switches.set("jvt", "hs256"))
                .withMessageContainingAll("'jvt'", "refresh-tokens", "several-identifiers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> switches.set("jwt", "none"))
                .withMessage("The switch 'jwt' can't be 'none', only rs256 or hs256");
        assertThat(switches.get("jwt")).isEqualTo("hs256");
    }

    @Test
    void sharedRefreshTokensAreTheSameForAllSessionsOfAMember() {
        String first = client.signIn("ada@example.com").getString("refresh_token");

        assertThat(client.signIn("ada@example.com").getString("refresh_token")).isEqualTo(first);
        assertThat(client.signIn("grace@example.com").getString("refresh_token"))
                .isNotEqualTo(first);
        client.revokeRefresh(first);
        assertThat(client.signIn("ada@example.com").getString("refresh_token")).isNotEqualTo(first);
    }

    @Test
    void exclusiveRefreshTokensDifferBySession() {
        switches.set("refresh-tokens", "exclusive");
        String first = client.signIn("ada@example.com").getString("refresh_token");
        String second = client.signIn("ada@example.com").getString("refresh_token");

        assertThat(second).isNotEqualTo(first);
        client.revokeRefresh(first);
        assertThat(client.refresh(second).status()).isEqualTo(200);
    }

    @Test
    void anEarlyRefreshReturnsANewTokenByDefault() {
        JsonObject tokens = client.signIn("ada@example.com");

        assertThat(json(client.refresh(tokens.getString("refresh_token"))).getString("access_token"))
                .isNotEqualTo(tokens.getString("access_token"));
    }

    @Test
    void anEarlyRefreshCanReturnTheSameTokenUntilItExpires() {
        switches.set("early-refresh", "same");
        JsonObject tokens = client.signIn("ada@example.com");
        client.circle.clock().advance(Duration.ofMinutes(50));

        JsonObject early = json(client.refresh(tokens.getString("refresh_token")));
        client.circle.clock().advance(Duration.ofMinutes(10));
        JsonObject late = json(client.refresh(tokens.getString("refresh_token")));

        assertThat(early.getString("access_token")).isEqualTo(tokens.getString("access_token"));
        assertThat(early.getString("access_token_expires_at")).isEqualTo(tokens.getString("access_token_expires_at"));
        assertThat(late.getString("access_token")).isNotEqualTo(tokens.getString("access_token"));
    }

    @Test
    void anEarlyRefreshCanBeRefusedUntilTheTokenExpires() {
        switches.set("early-refresh", "refused");
        String refresh = client.signIn("ada@example.com").getString("refresh_token");

        SandboxResponse early = client.refresh(refresh);
        client.circle.clock().advance(Duration.ofHours(1));

        assertThat(early.status()).isEqualTo(422);
        assertThat(message(early)).isEqualTo("The access token generation failed. Please contact support.");
        assertThat(json(early).getJsonObject("error_details").getString("message"))
                .isEqualTo("JWT::EncodeError");
        assertThat(client.refresh(refresh).status()).isEqualTo(200);
    }

    @Test
    void refreshingCanWorkWithoutTheAppToken() {
        String refresh = client.signIn("ada@example.com").getString("refresh_token");
        SandboxRequest request = SandboxRequest.json(
                "PATCH",
                "/api/v1/headless/access_token/refresh",
                refresh,
                InProcessClient.field("refresh_token", refresh));
        assertThat(client.circle.handle(request).status()).isEqualTo(401);

        switches.set("refresh-checks-app-token", "no");

        assertThat(client.circle.handle(request).status()).isEqualTo(200);
    }

    @Test
    void revokingTheRefreshTokenLeavesAccessTokensAliveByDefault() {
        JsonObject tokens = client.signIn("ada@example.com");
        client.revokeRefresh(tokens.getString("refresh_token"));

        assertThat(client.get("home", tokens.getString("access_token")).status())
                .isEqualTo(200);
    }

    @Test
    void revokingTheRefreshTokenCanRevokeItsAccessTokens() {
        switches.set("refresh-revocation-ends-access", "yes");
        JsonObject tokens = client.signIn("ada@example.com");
        String renewed = json(client.refresh(tokens.getString("refresh_token"))).getString("access_token");
        String graces = client.access("grace@example.com");
        client.revokeRefresh(tokens.getString("refresh_token"));

        assertThat(message(client.get("home", tokens.getString("access_token"))))
                .isEqualTo("The access token not found.");
        assertThat(client.get("home", renewed).status()).isEqualTo(401);
        assertThat(client.get("home", graces).status()).isEqualTo(200);
    }

    @Test
    void theFormOf429CanBeSwitched() {
        client.circle.faults().always("auth_token", Fault.tooManyRequests(Duration.ofSeconds(90)));

        SandboxResponse plain = client.authToken("{}");
        switches.set("too-many-requests", "seconds");
        SandboxResponse seconds = client.authToken("{}");
        switches.set("too-many-requests", "date");
        SandboxResponse date = client.authToken("{}");

        assertThat(plain.status()).isEqualTo(429);
        assertThat(plain.headers()).doesNotContainKey("retry-after");
        assertThat(seconds.headers()).containsEntry("retry-after", "90");
        assertThat(date.headers()).containsEntry("retry-after", "Fri, 01 May 2026 12:01:30 GMT");
    }

    @Test
    void accessTokensAreRs256AsObservedInProductionByDefault() throws Exception {
        switches.set("jwt", "rs256");
        String[] jwt = client.access("ada@example.com").split("\\.", -1);

        assertThat(decoded(jwt[0]).getString("alg")).isEqualTo("RS256");
        assertThat(decoded(jwt[1]).keySet())
                .containsExactlyInAnyOrder("type", "community_id", "community_member_id", "exp", "jti");
        assertThat(decoded(jwt[1]).getInt("exp"))
                .isEqualTo(InProcessClient.NOON.plusSeconds(3600).getEpochSecond());
        assertThat(Base64.getUrlDecoder().decode(jwt[2])).hasSize(256);
    }

    @Test
    void accessTokensCanBeHs256AsDocumented() {
        String[] jwt = client.access("ada@example.com").split("\\.", -1);

        assertThat(decoded(jwt[0]).getString("alg")).isEqualTo("HS256");
        assertThat(decoded(jwt[1]).keySet())
                .containsExactlyInAnyOrder("community_id", "community_member_id", "sso_user_id", "exp", "jti");
        assertThat(decoded(jwt[1]).getString("sso_user_id")).isEqualTo("ada-sso");
        assertThat(Base64.getUrlDecoder().decode(jwt[2])).hasSize(32);
    }

    @Test
    void refreshTokensCanLiveACalendarMonth() {
        switches.set("refresh-life", "calendar-month");

        assertThat(client.signIn("ada@example.com").getString("refresh_token_expires_at"))
                .isEqualTo("2026-06-01T12:00:00.250Z");
    }

    @Test
    void ofSeveralIdentifiersTheHighestRankedCounts() {
        JsonObject bySso = json(client.authToken(
                "{\"email\":\"radia@example.com\",\"community_member_id\":1002,\"sso_user_id\":\"ada-sso\"}"));
        JsonObject byId = json(client.authToken("{\"email\":\"radia@example.com\",\"community_member_id\":1002}"));

        assertThat(bySso.getInt("community_member_id")).isEqualTo(1001);
        assertThat(byId.getInt("community_member_id")).isEqualTo(1002);
    }

    @Test
    void severalIdentifiersCanBeRefused() {
        switches.set("several-identifiers", "refused");

        SandboxResponse response = client.authToken("{\"email\":\"ada@example.com\",\"community_member_id\":1001}");

        assertThat(response.status()).isEqualTo(422);
        assertThat(message(response)).isEqualTo("There was an error creating the token. Please contact support.");
        assertThat(json(response).getJsonObject("error_details").getString("message"))
                .isEqualTo("Record invalid");
        assertThat(client.authToken("{\"email\":\"ada@example.com\"}").status()).isEqualTo(200);
    }

    private static JsonObject decoded(String part) {
        return Json.parseObject(Base64.getUrlDecoder().decode(part));
    }
}
