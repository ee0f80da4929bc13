package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.circleauth.sandbox.Audit.Kind;
import io.github.circleauth.sandbox.Audit.Token;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditTest {

    private final InProcessClient client = new InProcessClient();
    private final Audit audit = client.circle.audit();

    @Test
    void theAuditListsEveryIssuedToken() {
        JsonObject tokens = client.signIn("ada@example.com");
        String renewed = json(client.refresh(tokens.getString("refresh_token"))).getString("access_token");

        assertThat(audit.tokens())
                .extracting(Token::kind, Token::communityMemberId, Token::issuedBy)
                .containsExactly(
                        tuple(Kind.REFRESH, 1001L, "auth_token"),
                        tuple(Kind.ACCESS, 1001L, "auth_token"),
                        tuple(Kind.ACCESS, 1001L, "refresh"));
        Token access = audit.token(tokens.getString("access_token")).orElseThrow();
        assertThat(access.issuedAt()).isEqualTo(InProcessClient.NOON);
        assertThat(access.expiresAt()).isEqualTo(InProcessClient.NOON.plusSeconds(3600));
        assertThat(audit.token(renewed)).isPresent();
        assertThat(audit.token("unknown")).isEmpty();
    }

    @Test
    void tokensAreDeliveredOnceTheirResponseIs() {
        SandboxResponse response = client.authToken("{\"community_member_id\":1001}");
        assertThat(audit.tokens()).hasSize(2).noneMatch(Token::delivered);

        response.delivered();

        assertThat(audit.tokens()).allMatch(Token::delivered);
        SandboxResponse refreshed = client.refresh(json(response).getString("refresh_token"));
        assertThat(audit.tokens()).filteredOn(token -> !token.delivered()).hasSize(1);
        refreshed.delivered();
        assertThat(audit.tokens()).allMatch(Token::delivered);
    }

    @Test
    void onlyTokensNeitherRevokedNorExpiredAreAlive() {
        String adas = client.access("ada@example.com");
        client.access("grace@example.com");
        assertThat(audit.alive()).hasSize(4);

        client.revokeAccess(adas);
        assertThat(audit.alive()).hasSize(3);
        assertThat(audit.token(adas).orElseThrow().revokedAt()).isEqualTo(InProcessClient.NOON);

        client.circle.clock().advance(Duration.ofHours(1));
        assertThat(audit.alive()).extracting(Token::kind).containsExactly(Kind.REFRESH, Kind.REFRESH);
    }

    @Test
    void usesAndRevocationsAreCounted() {
        JsonObject tokens = client.signIn("ada@example.com");
        String access = tokens.getString("access_token");
        String refresh = tokens.getString("refresh_token");
        client.get("home", access);
        client.revokeAccess(access);
        client.revokeAccess(access);
        client.get("home", access);
        client.get("home", access);
        client.refresh(refresh);
        client.revokeRefresh(refresh);
        client.refresh(refresh);

        Token accessToken = audit.token(access).orElseThrow();
        assertThat(accessToken.uses()).isEqualTo(3);
        assertThat(accessToken.usesAfterRevocation()).isEqualTo(2);
        assertThat(accessToken.revocations()).isEqualTo(2);
        Token refreshToken = audit.token(refresh).orElseThrow();
        assertThat(refreshToken.uses()).isEqualTo(2);
        assertThat(refreshToken.usesAfterRevocation()).isEqualTo(1);
        assertThat(refreshToken.revocations()).isEqualTo(1);
    }

    @Test
    void aUseForAnotherMemberIsCounted() {
        String access = client.access("ada@example.com");
        for (String expected : new String[] {"1001", "1002"}) {
            client.circle.handle(new SandboxRequest(
                    "GET",
                    "/api/headless/v1/home",
                    null,
                    Map.of("Authorization", "Bearer " + access, "X-Sandbox-Expect-Member", expected),
                    new byte[0]));
        }

        assertThat(audit.usesForAnotherMember()).isEqualTo(1);
    }

    @Test
    void callsAreRecordedWithMemberAndRefusal() {
        String access = client.access("ada@example.com");
        client.get("home", access);
        client.get("home", "nonsense");

        assertThat(audit.calls())
                .containsExactly(
                        new Audit.CallRecord(
                                InProcessClient.NOON, "POST", "/api/v1/headless/auth_token", 200, 1001L, null, false),
                        new Audit.CallRecord(
                                InProcessClient.NOON, "GET", "/api/headless/v1/home", 200, 1001L, null, false),
                        new Audit.CallRecord(
                                InProcessClient.NOON,
                                "GET",
                                "/api/headless/v1/home",
                                401,
                                null,
                                "The access token is invalid.",
                                false));
        assertThat(audit.calls("auth_token")).isEqualTo(1);
        assertThat(audit.calls("home")).isEqualTo(2);
        assertThat(audit.calls("")).isEqualTo(3);
    }

    @Test
    void theListOfCallsIsBoundedButTheirCountIsNot() {
        for (int i = 0; i < 10_050; i++) {
            client.get("home", "nonsense");
        }

        assertThat(audit.calls()).hasSize(10_000);
        assertThat(audit.calls("home")).isEqualTo(10_050);
    }

    @Test
    void toStringNeverContainsAToken() {
        JsonObject tokens = client.signIn("ada@example.com");

        for (Token token : audit.tokens()) {
            assertThat(token.toString()).doesNotContain(token.value()).contains(token.masked());
            assertThat(token.masked()).hasSize(5);
        }
        assertThat(client.authToken("{\"community_member_id\":1001}").toString())
                .doesNotContain(tokens.getString("refresh_token"));
        assertThat(SandboxRequest.get("/api/headless/v1/home?page=1", "secret").toString())
                .doesNotContain("secret");
    }

    @Test
    void aResetRestoresTheInitialState() {
        Circle circle = client.circle;
        SandboxResponse late = client.authToken("{\"community_member_id\":1001}");
        circle.clock().advance(Duration.ofHours(3));
        circle.apiToken("rotated");
        circle.accessTokenLife(Duration.ofMinutes(1));
        circle.eligible(false);
        circle.people(circle.people().subList(0, 1));
        circle.faults().always("*", Fault.status(500));
        Gate gate = circle.gates().hold("*");

        circle.reset();
        late.delivered();

        assertThat(audit.tokens()).isEmpty();
        assertThat(audit.calls()).isEmpty();
        assertThat(audit.calls("")).isZero();
        assertThat(circle.clock().offset()).isZero();
        assertThat(circle.apiToken()).isEqualTo("sandbox-app-token");
        assertThat(circle.accessTokenLife()).isEqualTo(Duration.ofHours(1));
        assertThat(circle.people()).isEqualTo(Person.DEFAULT);
        assertThat(circle.switches().get("jwt")).isEqualTo("rs256");
        assertThat(circle.gates().closed()).doesNotContain(gate);
        assertThat(client.authToken("{\"community_member_id\":1001}").status()).isEqualTo(200);
    }

    private static final Duration LONG = Duration.ofMinutes(5);

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.start();
        return thread;
    }

    /** Waits until a thread waits in {@code Object.wait}, so that the next change has to wake it. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void awaitingNoneAliveReturnsWhenTheLastTokenIsRevoked() throws Exception {
        JsonObject tokens = client.signIn("ada@example.com");
        Thread waiting = start(() -> audit.awaitNoneAlive(LONG));
        awaitWaiting(waiting);

        client.revokeAccess(tokens.getString("access_token"));
        awaitWaiting(waiting);
        client.revokeRefresh(tokens.getString("refresh_token"));

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    void awaitingNoneAliveReturnsWhenTheLastTokenExpires() throws Exception {
        client.signIn("ada@example.com");
        Thread waiting = start(() -> audit.awaitNoneAlive(LONG));
        awaitWaiting(waiting);

        client.circle.clock().advance(Duration.ofDays(31));

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    @Test
    void awaitingTokensReturnsWhenTheyAreIssuedAndDelivered() throws Exception {
        Thread waiting = start(() -> audit.awaitAlive(2, LONG));
        awaitWaiting(waiting);

        client.signIn("ada@example.com");

        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
        audit.awaitAlive(2, Duration.ZERO);
    }

    @Test
    void tokensThatAreStillAliveAreListedWithoutTheirValues() {
        JsonObject tokens = client.signIn("ada@example.com");
        client.revokeAccess(tokens.getString("access_token"));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> audit.awaitNoneAlive(Duration.ofMillis(1)))
                .withMessageStartingWith("After PT0.001S tokens are still alive:\n  alive: REFRESH ")
                .withMessageContaining(" of member 1001 by auth_token at ")
                .withMessageContaining("\n  revoked: ACCESS ")
                .withMessageNotContainingAny(tokens.getString("access_token"), tokens.getString("refresh_token"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> audit.awaitAlive(2, Duration.ZERO))
                .withMessageStartingWith("After PT0S fewer than 2 tokens are alive:\n  alive: REFRESH ");
        client.circle.reset();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> audit.awaitAlive(1, Duration.ZERO))
                .withMessage("After PT0S fewer than 1 tokens are alive: none was issued");
        audit.awaitNoneAlive(Duration.ZERO);
    }
}
