package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CableHandshakeTest {

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension();

    private final Circle circle = sandbox.circle();
    private final InProcessClient client = new InProcessClient(circle);
    private String token = "";

    @BeforeEach
    void signIn() {
        token = client.access("ada@example.com");
    }

    private int refused(String name, String value) {
        Map<String, String> headers = headers();
        headers.put(name, value);
        return CableClient.refused(sandbox.uri(), headers);
    }

    private Map<String, String> headers() {
        return new HashMap<>(Map.of("Authorization", "Bearer " + token, "Origin", ORIGIN));
    }

    private String accepted(Map<String, String> headers) {
        try (CableClient ada = CableClient.connect(sandbox.uri(), headers)) {
            return ada.next().getString("type");
        }
    }

    @Test
    void aHandshakeWithoutALiveAccessTokenIsRefused() {
        Map<String, String> none = headers();
        none.remove("Authorization");
        assertThat(CableClient.refused(sandbox.uri(), none)).isEqualTo(401);
        assertThat(refused("Authorization", "Bearer nonsense")).isEqualTo(401);
        assertThat(refused("Authorization", "Bearer " + circle.apiToken())).isEqualTo(401);
        String refresh = client.signIn("ada@example.com").getString("refresh_token");
        assertThat(refused("Authorization", "Bearer " + refresh)).isEqualTo(401);
        assertThat(refused("Authorization", "Basic " + token)).isEqualTo(401);
        assertThat(accepted(headers())).isEqualTo("welcome");

        client.revokeAccess(token);

        assertThat(refused("Authorization", "Bearer " + token)).isEqualTo(401);
        assertThat(circle.audit().calls())
                .last()
                .extracting(Audit.CallRecord::refusal)
                .isEqualTo("The access token not found.");
    }

    @Test
    void anExpiredTokenIsRefused() {
        circle.clock().advance(Duration.ofHours(1));

        assertThat(refused("Authorization", "Bearer " + token)).isEqualTo(401);
    }

    @Test
    void theRefusalCanBe403OrADisconnect() {
        circle.switches().set("cable-token-refusal", "403");
        assertThat(refused("Authorization", "Bearer nonsense")).isEqualTo(403);
        circle.switches().set("cable-token-refusal", "disconnect");

        try (CableClient unknown =
                CableClient.connect(sandbox.uri(), Map.of("Authorization", "Bearer nonsense", "Origin", ORIGIN))) {
            assertThat(unknown.next())
                    .hasToString("{\"type\":\"disconnect\",\"reason\":\"unauthorized\",\"reconnect\":false}");
            assertThat(unknown.closeCode()).isEqualTo(1000);
            assertThat(circle.cable().connections()).isEmpty();
        }
    }

    @Test
    void withoutAnOriginOfTheListAHandshakeIsRefused() {
        Map<String, String> none = headers();
        none.remove("Origin");
        assertThat(CableClient.refused(sandbox.uri(), none)).isEqualTo(404);
        assertThat(accepted(headers())).isEqualTo("welcome");

        circle.allowedOrigins(List.of("https://community.example.com", "https://app.example.com"));

        assertThat(CableClient.refused(sandbox.uri(), headers())).isEqualTo(404);
        assertThat(refused("Origin", "https://app.example.com.evil.example")).isEqualTo(404);
        circle.switches().set("cable-origin", "403");
        assertThat(CableClient.refused(sandbox.uri(), headers())).isEqualTo(403);
        Map<String, String> allowed = headers();
        allowed.put("Origin", "https://app.example.com");
        assertThat(accepted(allowed)).isEqualTo("welcome");
        circle.switches().set("cable-origin", "not-checked");
        assertThat(accepted(headers())).isEqualTo("welcome");
        assertThat(accepted(none)).isEqualTo("welcome");
        circle.reset();
        assertThat(circle.allowedOrigins()).isEmpty();
    }

    @Test
    void theSubprotocolCanBeRequired() {
        assertThat(accepted(headers())).isEqualTo("welcome");

        circle.switches().set("cable-subprotocol", "required");

        assertThat(CableClient.refused(sandbox.uri(), headers())).isEqualTo(404);
        assertThat(refused("subprotocol", "another")).isEqualTo(404);
        Map<String, String> with = headers();
        with.put("subprotocol", "actioncable-v1-json");
        assertThat(accepted(with)).isEqualTo("welcome");
    }

    @Test
    void aRequestThatIsNoHandshakeIsNotFound() {
        assertThat(client.request("GET", "/cable", token).status()).isEqualTo(404);
        assertThat(client.request("POST", "/cable", token).status()).isEqualTo(404);
    }

    @Test
    void aPlannedFaultOrAGateActsOnTheHandshake() {
        circle.faults().next("cable", Fault.status(503));
        circle.faults().next("cable", Fault.refusal(Refusal.COMMUNITY_NOT_ELIGIBLE));
        assertThat(CableClient.refused(sandbox.uri(), headers())).isEqualTo(503);
        assertThat(CableClient.refused(sandbox.uri(), headers())).isEqualTo(401);

        CompletableFuture<String> opens;
        try (Gate gate = circle.gates().hold("cable")) {
            opens = CompletableFuture.supplyAsync(() -> accepted(headers()));
            gate.awaitWaiting(1, Duration.ofSeconds(20));
            assertThat(circle.cable().connections()).isEmpty();
        }
        assertThat(opens).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("welcome");
    }

    @Test
    void aHandshakeCanOpenAnotherMembersConnection() {
        circle.faults().next("cable", Fault.anotherMember());

        try (CableClient ada = CableClient.connect(sandbox.uri(), headers())) {
            ada.next();
            assertThat(circle.cable().connections(1001)).isEmpty();
            assertThat(circle.cable().connections(1002)).hasSize(1);
        }
    }
}
