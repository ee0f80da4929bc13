package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Circle's Member API rejects a lease's tokens, also those that were just renewed. */
class RejectionsTest {

    private final OneServer server = new OneServer();
    private final Lease lease = server.signedIn(ADA);

    RejectionsTest() {
        server.pass(Duration.ofMinutes(1)); // A new token must expire later than the old one.
    }

    @AfterEach
    void close() {
        server.close();
    }

    /** Has the current token rejected, and returns the one that is served then. */
    private AccessToken rejected() {
        server.node.reject(lease, server.node.current(lease).accessToken());
        return server.served(lease).join().accessToken();
    }

    @Test
    void twoHundredRejectionsInTenSecondsCostAHandfulOfRefreshesAndRows() {
        for (int i = 0; i < 200; i++) {
            rejected();
            server.pass(Duration.ofMillis(50));
        }

        assertThat(server.refreshes()).isEqualTo(4); // At 0, 1, 3 and 7 seconds.
        assertThat(server.obtains()).isEqualTo(1);
        assertThat(server.ledger.size()).isLessThanOrEqualTo(6);
    }

    @Test
    void aRejectionDuringTheBackOffChangesNothingAndTheNewestTokenIsServed() {
        AccessToken newest = rejected();
        Object state = lease.snapshot();
        server.pass(Duration.ofMillis(999));

        assertThat(rejected()).isEqualTo(newest);
        assertThat(lease.snapshot()).isSameAs(state);
        server.pass(Duration.ofMillis(1));
        assertThat(rejected()).isNotEqualTo(newest);
    }

    @Test
    void theBackOffDoublesFromOneSecondToSixty() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            AccessToken newest = rejected();
            long seconds = 0;
            while (rejected().equals(newest)) {
                server.pass(Duration.ofSeconds(1));
                seconds++;
            }
            waits.add(seconds);
            server.pass(Duration.ofSeconds(60)); // Longer than the next one, so that the loop begins with a renewal.
        }

        assertThat(waits).startsWith(1L).allMatch(seconds -> seconds <= 60).endsWith(60L);
    }

    @Test
    void aMinuteAfterTheBackOffARejectionIsTheFirstAgain() {
        rejected();
        rejected();
        server.pass(Duration.ofMinutes(10));

        AccessToken first = rejected();
        server.pass(Duration.ofSeconds(1));

        assertThat(rejected()).isNotEqualTo(first);
    }

    @Test
    void aRejectionOfAFormerTokenChangesNothing() {
        AccessToken former = server.node.current(lease).accessToken();
        AccessToken newest = rejected();
        server.pass(Duration.ofMinutes(1));

        for (int i = 0; i < 10; i++) {
            server.node.reject(lease, former);
        }

        assertThat(server.node.current(lease).accessToken()).isEqualTo(newest);
        assertThat(server.workers.queued()).isZero();
    }

    @Test
    void afterARenewalThatFailedTheTokenIsServedAgainAndRejectionsChangeNothingUntilTheNextAttempt() {
        MemberTokens first = server.node.current(lease);
        server.fails(Fault.refusal(Refusal.APP_TOKEN));
        server.node.reject(lease, first.accessToken());
        assertThatThrownBy(() -> server.served(lease).join()).hasMessageContaining("the app token");

        assertThat(server.node.current(lease)).isEqualTo(first);
        assertThat(server.node.state(lease)).isEqualTo(TokenState.FRESH);
        long requests = server.tokenRequests();
        server.pass(Duration.ofSeconds(59));
        assertThat(rejected()).isEqualTo(first.accessToken());
        assertThat(server.tokenRequests()).isEqualTo(requests);

        server.circle.faults().clear();
        server.pass(Duration.ofSeconds(1));
        assertThat(rejected()).isNotEqualTo(first.accessToken());
    }

    @Test
    void aMemberThatCircleNoLongerKnowsLosesTheRejectedToken() {
        server.circle.faults().always("access_token/refresh", Fault.refusal(Refusal.REFRESH_TOKEN_NOT_FOUND));
        server.circle.faults().always("auth_token", Fault.refusal(Refusal.MEMBER_NOT_FOUND));
        server.node.reject(lease, server.node.current(lease).accessToken());

        assertThat(server.served(lease)).isCompletedExceptionally();

        assertThat(server.node.current(lease)).isNull();
    }

    @Test
    void whileTheCircuitBreakerIsOpenARejectionChangesNothing() {
        MemberTokens first = server.node.current(lease);
        for (int i = 0; i < 3; i++) {
            server.node.circuitBreaker.recordFailure(null);
        }

        server.node.reject(lease, first.accessToken());

        assertThat(server.node.current(lease)).isEqualTo(first);
    }

    @Test
    void aRetryForgetsTheRejections() {
        AccessToken newest = rejected();

        lease.retry();

        assertThat(rejected()).isNotEqualTo(newest);
    }
}
