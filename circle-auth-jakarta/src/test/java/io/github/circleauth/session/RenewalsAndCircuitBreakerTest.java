package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failed renewals that open the circuit breaker, and those that do not. */
class RenewalsAndCircuitBreakerTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void threeResponses429OpenTheCircuitBreakerForAMinuteAtMost() {
        for (int i = 0; i < 3; i++) {
            server.node.circuitBreaker.recordFailure(Duration.ofSeconds(0));
        }
        server.circle.switches().set("too-many-requests", "seconds");
        server.circle.faults().next("auth_token", Fault.tooManyRequests(Duration.ofMinutes(15)));
        server.served(server.open(ADA));

        assertThat(server.node.circuitBreaker.untilHalfOpen()).isEqualTo(Duration.ofMinutes(1));
        server.pass(Duration.ofMinutes(1));
        Lease probe = server.open(GRACE);
        server.served(probe);
        assertThat(server.node.current(probe)).isNotNull();
    }

    @Test
    void theRateLimitersOwnRefusalsDoNotOpenTheCircuitBreaker() {
        server.circle.switches().set("too-many-requests", "seconds");
        server.circle.faults().next("auth_token", Fault.tooManyRequests(Duration.ofMinutes(15)));
        server.served(server.open(ADA));

        for (int i = 0; i < 20; i++) {
            server.served(server.open(GRACE));
        }

        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
    }

    @Test
    void aUserWithoutAnIdentityDoesNotChangeTheCircuitBreaker() {
        server.node.circuitBreaker.recordFailure(null);
        server.node.circuitBreaker.recordFailure(null);
        server.node.circuitBreaker.recordFailure(null);
        server.pass(Duration.ofMinutes(1));

        server.served(
                server.leases.open(() -> "linus", Optional.empty(), OneServer.TIMEOUT_SECONDS, server.leases.nanos()));

        assertThat(server.node.circuitBreaker.isOpen()).isTrue();
        assertThat(server.node.circuitBreaker.permitsNow())
                .as("no probe was made")
                .isTrue();
    }

    @Test
    void theObtainLimitRejectsOneUserAloneAndTheCircuitBreakerStaysClosed() {
        useUpTheObtainLimit();
        Lease tooMany = server.open(ADA);

        CompletableFuture<MemberTokens> rejected = server.served(tooMany);

        assertThatThrownBy(rejected::join)
                .hasCauseInstanceOf(CircleUnavailableException.class)
                .hasMessageContaining("circle.auth.obtain-limit");
        assertThat(server.obtains()).isEqualTo(60);
        assertThat(server.served(server.open(GRACE))).isCompleted();
        server.pass(Duration.ofMinutes(1));
        assertThat(server.served(tooMany)).isCompleted();
    }

    private void useUpTheObtainLimit() {
        for (int i = 0; i < 60; i++) {
            server.end(server.signedIn(ADA));
        }
    }

    private void makeTheCircuitBreakerHalfOpen() {
        for (int i = 0; i < 3; i++) {
            server.node.circuitBreaker.recordFailure(Duration.ofSeconds(1));
        }
        server.pass(Duration.ofSeconds(1));
    }

    @Test
    void aRenewalBeyondTheObtainLimitIsNoProbeSoAnotherCanBe() {
        useUpTheObtainLimit();
        makeTheCircuitBreakerHalfOpen();

        Lease limited = server.open(ADA);
        server.served(limited);
        assertThat(limited.failure().exception()).hasMessageContaining("circle.auth.obtain-limit");
        Lease probe = server.open(GRACE);
        server.served(probe);

        assertThat(server.node.current(probe)).isNotNull();
        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
    }

    @Test
    void aRefusedRefreshClosesTheCircuitBreakerThoughTheObtainIsBeyondItsLimit() {
        Lease lease = server.signedIn(ADA);
        server.revokeRefreshToken(lease);
        server.pass(OneServer.UNTIL_EXPIRED);
        useUpTheObtainLimit();
        makeTheCircuitBreakerHalfOpen();

        server.served(lease);

        assertThat(server.node.current(lease)).isNull();
        assertThat(server.refreshes()).isEqualTo(1);
        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
    }

    @Test
    void aRefusalIsAResponseAndRestartsTheCountOfFailures() {
        server.node.circuitBreaker.recordFailure(null);
        server.node.circuitBreaker.recordFailure(null);
        server.fails(Fault.refusal(Refusal.TOKEN_NOT_CREATED));
        Lease lease = server.open(ADA);

        server.served(lease);
        server.node.circuitBreaker.recordFailure(null);

        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
        assertThat(server.backOff(lease))
                .as("the first back-off, since the operator need not act")
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whileTheCircuitBreakerIsOpenNoCallerWaitsAndOneProbeClosesIt() {
        server.fails(Fault.status(503));
        server.served(server.open(ADA));
        server.served(server.open(ADA));
        server.served(server.open(ADA));
        assertThat(server.node.circuitBreaker.isOpen()).isTrue();
        server.circle.faults().clear();

        server.pass(Duration.ofSeconds(60));
        Lease probe = server.open(ADA);
        Lease other = server.open(GRACE);
        server.node.renewIfDue(probe);
        assertThat(server.node.tokens(other))
                .as("no caller waits for a probe")
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        CircleUnavailableException.class,
                        e -> assertThat(e.retryAfter().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
        server.workers.runAll();

        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
        assertThat(server.node.current(probe)).isNotNull();
    }
}
