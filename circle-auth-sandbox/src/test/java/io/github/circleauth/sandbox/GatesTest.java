package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String ADA = "{\"community_member_id\":1001}";

    private final InProcessClient client = new InProcessClient();
    private final Gates gates = client.circle.gates();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void nobodyIsLeftWaiting() throws InterruptedException {
        gates.releaseAll();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aCallIsHeldBeforeItTakesEffect() throws Exception {
        Gate gate = gates.hold("auth_token");
        CompletableFuture<SandboxResponse> request = request();
        gate.awaitWaiting(1, PATIENCE);

        assertThat(gate.waiting()).isEqualTo(1);
        assertThat(client.circle.audit().tokens()).isEmpty();
        assertThat(request).isNotDone();
        gate.release();
        assertThat(answered(request).status()).isEqualTo(200);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void anAnswerIsHeldAfterTheEffect() throws Exception {
        Gate gate = gates.holdResponse("auth_token");
        CompletableFuture<SandboxResponse> request = request();
        gate.awaitWaiting(1, PATIENCE);

        assertThat(client.circle.audit().tokens()).hasSize(2).noneMatch(Audit.Token::delivered);
        assertThat(request).isNotDone();
        gate.release();
        assertThat(answered(request).status()).isEqualTo(200);
    }

    @Test
    void closingAGateAsAResourceReleasesItAndOthersPassMeanwhile() throws Exception {
        CompletableFuture<SandboxResponse> request;
        try (Gate gate = gates.hold("auth_token")) {
            request = request();
            gate.awaitWaiting(1, PATIENCE);
            assertThat(client.refresh("x").status()).isEqualTo(404);
        }

        assertThat(answered(request).status()).isEqualTo(200);
        assertThat(gates.closed()).isEmpty();
        assertThat(client.authToken(ADA).status()).isEqualTo(200);
    }

    @Test
    void aStarHoldsEveryOperation() throws Exception {
        Gate gate = gates.hold("*");
        CompletableFuture<SandboxResponse> one = request();
        CompletableFuture<SandboxResponse> two = request();

        gate.awaitWaiting(2, PATIENCE);
        client.circle.reset();

        assertThat(answered(one).status()).isEqualTo(200);
        assertThat(answered(two).status()).isEqualTo(200);
    }

    @Test
    void waitingForCallsThatDoNotComeEndsWithASentence() {
        Gate gate = gates.hold("auth_token");

        assertThatIllegalStateException()
                .isThrownBy(() -> gate.awaitWaiting(1, Duration.ofMillis(1)))
                .withMessage("0 of 1 requests waited at the gate of auth_token within PT0.001S");
    }

    @Test
    void whoIsInterruptedAtAGateLosesTheAnswer() throws Exception {
        Gate gate = gates.hold("auth_token");
        CompletableFuture<SandboxResponse> request = request();
        gate.awaitWaiting(1, PATIENCE);

        threads.get(0).interrupt();

        assertThat(answered(request).lost()).isTrue();
        assertThat(client.circle.audit().tokens()).isEmpty();
    }

    private CompletableFuture<SandboxResponse> request() {
        CompletableFuture<SandboxResponse> response = new CompletableFuture<>();
        Thread thread = new Thread(() -> response.complete(client.authToken(ADA)));
        threads.add(thread);
        thread.start();
        return response;
    }

    private static SandboxResponse answered(CompletableFuture<SandboxResponse> request) throws Exception {
        return request.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
