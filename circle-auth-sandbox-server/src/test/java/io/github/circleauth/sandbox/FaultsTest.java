package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.message;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {

    private static final String ADA = "{\"community_member_id\":1001}";

    private final InProcessClient client = new InProcessClient();
    private final Faults faults = client.circle.faults();

    @Test
    void eachPlannedFaultActsOnOneRequestInOrder() {
        faults.next("auth_token", Fault.status(503));
        faults.next("*", Fault.status(500));
        faults.next("auth_token", Fault.status(502));

        assertThat(client.refresh("x").status()).isEqualTo(500);
        assertThat(client.authToken(ADA).status()).isEqualTo(503);
        assertThat(client.authToken(ADA).status()).isEqualTo(502);
        assertThat(client.authToken(ADA).status()).isEqualTo(200);
    }

    @Test
    void aFaultForAllRequestsActsAfterThePlannedOnes() {
        faults.always("auth_token", Fault.status(500));
        faults.always("auth_token", Fault.status(503));
        faults.next("auth_token", Fault.status(502));

        assertThat(client.authToken(ADA).status()).isEqualTo(502);
        assertThat(client.authToken(ADA).status()).isEqualTo(503);
        assertThat(client.authToken(ADA).status()).isEqualTo(503);
        faults.clear();
        assertThat(client.authToken(ADA).status()).isEqualTo(200);
    }

    @Test
    void anUnknownOperationIsRejectedWithAListOfTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.next("authtoken", Fault.lost()))
                .withMessageContainingAll("'authtoken'", "auth_token", "access_token/refresh", "home");
    }

    @Test
    void aRequestWithAStatusFaultHasNoEffect() {
        faults.next("auth_token", Fault.status(503));

        assertThat(client.authToken(ADA).body()).isEmpty();
        assertThat(client.circle.audit().tokens()).isEmpty();
    }

    @Test
    void anHtmlFaultSendsAPageInPlaceOfJson() {
        faults.next("auth_token", Fault.html(502));
        SandboxResponse response = client.authToken(ADA);

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.headers()).containsEntry("content-type", "text/html; charset=UTF-8");
        assertThat(text(response)).startsWith("<!DOCTYPE html>");
    }

    @Test
    void aRequestWithALostResponseTakesEffectButIsNeverDelivered() {
        faults.next("auth_token", Fault.lost());

        SandboxResponse response = client.authToken(ADA);
        response.delivered();

        assertThat(response.lost()).isTrue();
        assertThat(client.circle.audit().tokens()).hasSize(2).noneMatch(Audit.Token::delivered);
    }

    @Test
    void inProcessAConnectionFaultLosesTheResponse() {
        for (Fault fault : List.of(
                Fault.reset(),
                Fault.cut(10),
                Fault.drip(Fault.Phase.BODY, Duration.ZERO),
                Fault.hugeBody(10),
                Fault.moreHeaders(1, 1))) {
            faults.next("auth_token", fault);
            assertThat(client.authToken(ADA).lost()).as(fault.toString()).isTrue();
        }
    }

    @Test
    void aResponseCanBeForAnotherMember() {
        faults.next("auth_token", Fault.anotherMember());
        JsonObject tokens = json(client.authToken(ADA));

        assertThat(tokens.getInt("community_member_id")).isEqualTo(1002);
        assertThat(json(client.get("community_member", tokens.getString("access_token")))
                        .getInt("id"))
                .isEqualTo(1002);
    }

    @Test
    void aRefreshCanReturnAnotherMembersToken() {
        String refresh = client.signIn("ada@example.com").getString("refresh_token");
        faults.next("access_token/refresh", Fault.anotherMember());

        String access = json(client.refresh(refresh)).getString("access_token");

        assertThat(client.circle.audit().token(access).orElseThrow().communityMemberId())
                .isEqualTo(1002);
    }

    @Test
    void aRefreshReturnsAnotherMembersTokenEvenIfItWouldReturnTheSame() {
        client.circle.switches().set("early-refresh", "same");
        JsonObject tokens = client.signIn("ada@example.com");
        faults.next("access_token/refresh", Fault.anotherMember());

        assertThat(json(client.refresh(tokens.getString("refresh_token"))).getString("access_token"))
                .isNotEqualTo(tokens.getString("access_token"));
    }

    @Test
    void aRefusalHasCirclesMessageAndTheStatusOfTheOperation() {
        faults.always("*", Fault.refusal(Refusal.COMMUNITY_NOT_FOUND));

        assertThat(client.revokeAccess("x").status()).isEqualTo(422);
        assertThat(message(client.revokeAccess("x")))
                .isEqualTo("Community associated with the access token not found.");
        assertThat(client.get("home", "x").status()).isEqualTo(401);
    }

    @Test
    void refusalsThatNoStateCausesCanBePlanned() {
        faults.next("auth_token", Fault.refusal(Refusal.TOKEN_NOT_CREATED));
        faults.next("access_token/refresh", Fault.refusal(Refusal.ACCESS_TOKEN_NOT_GENERATED));
        faults.next("refresh_token/revoke", Fault.refusal(Refusal.REFRESH_TOKEN_NOT_REVOKED));

        assertThat(text(client.authToken(ADA))).contains("\"message\":\"Record invalid\"");
        assertThat(text(client.refresh("x"))).contains("\"message\":\"JWT::EncodeError\"");
        SandboxResponse revoked = client.revokeRefresh("x");
        assertThat(revoked.status()).isEqualTo(422);
        assertThat(text(revoked))
                .isEqualTo("{\"success\":false,\"message\":\"Failed to revoke the refresh token.\","
                        + "\"error_details\":{\"message\":\"ActiveRecord::RecordNotDestroyed\"}}");
    }

    @Test
    void tooManyRequestsHasCirclesEnvelope() {
        faults.next("auth_token", Fault.tooManyRequests(Duration.ofSeconds(1)));

        assertThat(json(client.authToken(ADA)).getBoolean("success")).isFalse();
    }
}
