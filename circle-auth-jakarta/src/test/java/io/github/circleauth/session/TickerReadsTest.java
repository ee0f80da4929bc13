package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.TokenState;
import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** For one use of a fresh token the monotonic time is read once, by the caller. */
class TickerReadsTest {

    private final OneServer server = new OneServer();
    private final Leases leases = server.leases;
    private final Lease lease = server.signedIn(ADA);
    private final LeaseMember member = new LeaseMember(leases, Duration.ofSeconds(3), lease, Cause.ANONYMOUS, 0);
    private final long nanos = leases.nanos();

    @AfterEach
    void close() {
        server.close();
    }

    private int readsOf(Runnable work) {
        int before = server.node.tickerReads.get();
        work.run();
        return server.node.tickerReads.get() - before;
    }

    @Test
    void leasesReadNoTimeForAFreshToken() {
        Principal ada = () -> "1001";
        assertThat(readsOf(() -> assertThat(leases.find(
                                lease.id(), lease.seenText(), ada, lease.identity(), TIMEOUT_SECONDS, nanos))
                        .isSameAs(lease)))
                .isZero();
        assertThat(readsOf(() -> assertThat(leases.find(lease.id(), ada, nanos)).isSameAs(lease)))
                .isZero();
        assertThat(readsOf(() -> leases.reconcile(lease, lease.seenText()))).isZero();
        assertThat(readsOf(() -> leases.touch(lease, TIMEOUT_SECONDS, nanos))).isZero();
        assertThat(readsOf(() -> leases.renewIfDue(lease, nanos))).isZero();
        assertThat(readsOf(() -> assertThat(leases.current(lease, nanos)).isNotNull()))
                .isZero();
        assertThat(readsOf(() -> assertThat(leases.tokens(lease, nanos)).isCompleted()))
                .isZero();
    }

    @Test
    void aMemberReadsTheTimeOnceAndNotAtAllIfItsCallerHasReadIt() {
        assertThat(readsOf(member::accessToken)).isEqualTo(1);
        assertThat(readsOf(member::communityMemberId)).isEqualTo(1);
        assertThat(readsOf(member::isPresent)).isEqualTo(1);
        assertThat(readsOf(member::accessTokenAsync)).isEqualTo(1);
        assertThat(readsOf(() -> assertThat(member.state()).isEqualTo(TokenState.FRESH)))
                .isEqualTo(1);
        assertThat(readsOf(() -> assertThat(member.whyAbsent()).isEmpty())).isEqualTo(1);
        assertThat(readsOf(() -> member.tokens(nanos, member.deadline(nanos)))).isZero();
        assertThat(readsOf(() -> assertThat(member.isPresent(nanos, nanos)).isTrue()))
                .isZero();
    }

    @Test
    void aTouchKeepsItsTimeAsTheLastUseToWithinATenthOfASecond() {
        assertThat(lease.lastUsedAt()).isEqualTo(nanos);
        long tenth = TimeUnit.MILLISECONDS.toNanos(100);

        leases.touch(lease, TIMEOUT_SECONDS, nanos + tenth);
        assertThat(lease.lastUsedAt()).isEqualTo(nanos);
        leases.touch(lease, TIMEOUT_SECONDS, nanos + tenth + 1);

        assertThat(lease.lastUsedAt()).isEqualTo(nanos + tenth + 1);
        assertThat(lease.touchedAt())
                .as("a quarter of the session timeout has not passed")
                .isEqualTo(nanos);
    }
}
