package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lease ends during a hanging request: tokens that arrive late are revoked and not handed out. */
class LateResponsesTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void hang(boolean beforeEffect) {
        server.hangsBeforeEffect = beforeEffect;
        server.hangsBeforeResponse = !beforeEffect;
    }

    private void assertLateTokenIsRevoked(Lease lease, CompletableFuture<MemberTokens> waiting) {
        assertThat(server.workers.hanging()).isEqualTo(1);
        server.end(lease);
        server.workers.runAll();

        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
        assertThat(server.node.state(lease)).isEqualTo(TokenState.ENDED);
        assertThat(server.node.whyAbsent(lease)).contains(Absence.ENDED);
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterAnObtainThatHung(boolean beforeEffect) {
        hang(beforeEffect);
        Lease lease = server.open(ADA);
        CompletableFuture<MemberTokens> waiting = server.node.tokens(lease);
        server.workers.startNext();

        assertLateTokenIsRevoked(lease, waiting);
        assertThat(server.circle.audit().tokens()).hasSize(2);
    }

    @Test
    @Tag("L2")
    void aRenewalThatWaitsForAWorkerWhenTheLeaseEndsSendsNoRequest() {
        Lease lease = server.open(ADA);
        CompletableFuture<MemberTokens> waiting = server.node.tokens(lease);

        server.end(lease);
        server.workers.runAll();

        assertThat(server.circle.audit().calls()).isEmpty();
        assertThatThrownBy(waiting::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterARefreshThatHung(boolean beforeEffect) {
        Lease lease = server.signedIn(ADA);
        server.pass(UNTIL_EXPIRED);
        hang(beforeEffect);
        CompletableFuture<MemberTokens> waiting = server.node.tokens(lease);
        server.workers.startNext();

        assertLateTokenIsRevoked(lease, waiting);
        assertThat(server.refreshes()).isEqualTo(1);
    }

    @Test
    @Tag("C2")
    void noCallerWaitsForAHangingRenewalWhileTheTokenIsValid() {
        Lease lease = server.signedIn(ADA);
        MemberTokens held = server.node.current(lease);
        server.pass(UNTIL_STALE);
        hang(true);
        server.node.renewIfDue(lease);
        server.workers.startNext();

        for (int i = 0; i < 64; i++) {
            assertThat(server.node.tokens(lease)).isCompletedWithValue(held);
        }
        assertThat(server.workers.hanging()).isEqualTo(1);
        assertThat(server.workers.queued()).isZero();
    }

    @Test
    void tokensOfAnUnreadableResponseAreRevoked() {
        server.circle.accessTokenLife(Duration.ofDays(401)); // An expiry so far in the future is not accepted.
        Lease lease = server.open(ADA);

        assertThatThrownBy(() -> server.served(lease).join()).hasCauseInstanceOf(CircleProtocolException.class);

        assertThat(server.circle.audit().tokens()).hasSize(2);
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }
}
