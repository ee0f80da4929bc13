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

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String ADA = "{\"community_member_id\":1001}";

    private final InProcessClient client = new InProcessClient();
    private final Gates gates = client.circle.gates();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void releaseAllThreads() throws InterruptedException {
        gates.releaseAll();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aRequestIsHeldBeforeItTakesEffect() throws Exception {
        Gate gate = gates.hold("auth_token");
        CompletableFuture<SandboxResponse> response = requestTokens();
        gate.awaitWaiting(1, TIMEOUT);

        assertThat(gate.waiting()).isEqualTo(1);
        assertThat(client.circle.audit().tokens()).isEmpty();
        assertThat(response).isNotDone();
        gate.release();
        assertThat(get(response).status()).isEqualTo(200);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aResponseIsHeldAfterTheRequestTookEffect() throws Exception {
        Gate gate = gates.holdResponse("auth_token");
        CompletableFuture<SandboxResponse> response = requestTokens();
        gate.awaitWaiting(1, TIMEOUT);

        assertThat(client.circle.audit().tokens()).hasSize(2).noneMatch(Audit.Token::delivered);
        assertThat(response).isNotDone();
        gate.release();
        assertThat(get(response).status()).isEqualTo(200);
    }

    @Test
    void closingAGateReleasesItAndOtherOperationsAreNotHeld() throws Exception {
        CompletableFuture<SandboxResponse> response;
        try (Gate gate = gates.hold("auth_token")) {
            response = requestTokens();
            gate.awaitWaiting(1, TIMEOUT);
            assertThat(client.refresh("x").status()).isEqualTo(404);
        }

        assertThat(get(response).status()).isEqualTo(200);
        assertThat(gates.closed()).isEmpty();
        assertThat(client.authToken(ADA).status()).isEqualTo(200);
    }

    @Test
    void aStarHoldsEveryOperation() throws Exception {
        Gate gate = gates.hold("*");
        CompletableFuture<SandboxResponse> first = requestTokens();
        CompletableFuture<SandboxResponse> second = requestTokens();

        gate.awaitWaiting(2, TIMEOUT);
        client.circle.reset();

        assertThat(get(first).status()).isEqualTo(200);
        assertThat(get(second).status()).isEqualTo(200);
    }

    @Test
    void waitingForRequestsTimesOutWithOneSentence() {
        Gate gate = gates.hold("auth_token");

        assertThatIllegalStateException()
                .isThrownBy(() -> gate.awaitWaiting(1, Duration.ofMillis(1)))
                .withMessage("0 of 1 requests waited at the gate of auth_token within PT0.001S");
    }

    @Test
    void anInterruptAtAGateLosesTheResponse() throws Exception {
        Gate gate = gates.hold("auth_token");
        CompletableFuture<SandboxResponse> response = requestTokens();
        gate.awaitWaiting(1, TIMEOUT);

        threads.get(0).interrupt();

        assertThat(get(response).lost()).isTrue();
        assertThat(client.circle.audit().tokens()).isEmpty();
    }

    /** Requests tokens on a new thread. */
    private CompletableFuture<SandboxResponse> requestTokens() {
        CompletableFuture<SandboxResponse> response = new CompletableFuture<>();
        Thread thread = new Thread(() -> response.complete(client.authToken(ADA)));
        threads.add(thread);
        thread.start();
        return response;
    }

    private static SandboxResponse get(CompletableFuture<SandboxResponse> response) throws Exception {
        return response.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }
}
