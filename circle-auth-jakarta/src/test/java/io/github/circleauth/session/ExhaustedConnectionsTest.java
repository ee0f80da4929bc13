package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All connections to Circle are in use by slow requests. */
@Timeout(60)
class ExhaustedConnectionsTest {

    private static final int CONNECTIONS = 8;

    private final Sandbox sandbox = Sandbox.start();
    private final Circle circle = sandbox.circle();
    private final CircleHttp client = CircleHttp.builder()
            .apiToken(Secret.of(circle.apiToken()))
            .baseUrl(sandbox.uri())
            .callTimeout(Duration.ofMinutes(1))
            .build();
    private final SteppedWorkers workers = new SteppedWorkers();
    private final ExecutorService others = Executors.newFixedThreadPool(CONNECTIONS);
    private final Ticker ticker = () -> circle.clock().offset().toNanos();
    private final Random random = new Random(1);
    private final CircuitBreaker circuitBreaker = new CircuitBreaker(ticker, random);
    private final MemoryLedger ledger = new MemoryLedger();
    private final Leases leases = new Leases(new LeaseEnvironment(
            client::tokenEndpoint,
            ledger,
            new Revoker(ledger, client.tokenEndpoint(RequestPriority.REVOCATION), workers, circle.clock(), random),
            Seal.derivedFrom(Secret.of("app-token")),
            SimulatedNode.SCHEDULE,
            circuitBreaker,
            new ObtainLimit(60, ticker),
            workers,
            ticker,
            circle.clock(),
            random));

    @AfterEach
    void close() {
        client.close();
        sandbox.close();
        workers.close();
        others.shutdownNow();
    }

    private void assertUnavailable(String message) {
        Lease lease = leases.open(
                () -> "ada", Optional.of(MemberIdentity.communityMemberId(ADA)), TIMEOUT_SECONDS, leases.nanos());
        leases.renewIfDue(lease, leases.nanos());
        workers.runAll();
        assertThatThrownBy(() -> leases.tokens(lease, leases.nanos()).join())
                .hasCauseInstanceOf(CircleUnavailableException.class)
                .hasMessageContaining(message);
    }

    private void useAllConnections(Gate slow) {
        for (int i = 0; i < CONNECTIONS; i++) {
            others.execute(
                    () -> client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(GRACE));
        }
        slow.awaitWaiting(CONNECTIONS, Duration.ofSeconds(20));
    }

    @Test
    void aProbeWithoutAFreeConnectionReleasesItsPermit() {
        try (Gate slow = circle.gates().hold("auth_token")) {
            useAllConnections(slow);
            for (int i = 0; i < 3; i++) {
                circuitBreaker.recordFailure(null);
            }
            circle.clock().advance(circuitBreaker.untilHalfOpen());

            assertUnavailable("in use");

            assertThat(circuitBreaker.isOpen()).isTrue();
            assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
        }
    }

    @Test
    void N11_aRequestWithoutAFreeConnectionDoesNotCountAsCircleUnavailable() {
        try (Gate slow = circle.gates().hold("auth_token")) {
            useAllConnections(slow);

            for (int i = 0; i < 4; i++) {
                assertUnavailable("in use");
            }

            assertThat(circuitBreaker.isOpen()).isFalse();
            assertThat(circle.audit().calls("/auth_token")).isZero();
        }
        circle.faults().always("auth_token", Fault.status(503));
        for (int i = 0; i < 3; i++) {
            assertUnavailable("can't process");
        }
        assertThat(circuitBreaker.isOpen()).as("Circle is unavailable").isTrue();
    }
}
