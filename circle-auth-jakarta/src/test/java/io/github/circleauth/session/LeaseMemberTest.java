package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.sandbox.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The member of a lease, as the application sees it. */
class LeaseMemberTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** Returns a lease's member, whose requests wait up to three seconds. */
    private LeaseMember member(Lease lease) {
        return new LeaseMember(server.leases, Duration.ofSeconds(3), lease, Cause.ANONYMOUS, server.leases.nanos());
    }

    private LeaseMember memberWithoutLease() {
        return new LeaseMember(server.leases, Duration.ofSeconds(3), null, Cause.ANONYMOUS, server.leases.nanos());
    }

    /** Lets the workers finish as soon as a renewal was started, before the request that needs it begins to wait. */
    private void finishRenewalsOnceStarted() {
        server.node.onTickerRead = () -> {
            if (server.workers.queued() > 0) {
                server.node.onTickerRead = () -> {};
                server.workers.runAll();
            }
        };
    }

    @Test
    void aMemberHasTheIdsThatCircleSentWithItsTokens() {
        Lease lease = server.signedIn(ADA);
        MemberTokens tokens = server.node.current(lease);

        assertThat(member(lease).communityMemberId()).isEqualTo(ADA);
        assertThat(member(lease).communityId()).isPositive().isEqualTo(tokens.communityId());
    }

    @Test
    void aMemberIsPresentIfItsLeaseHasAValidToken() {
        assertThat(member(server.signedIn(ADA)).isPresent()).isTrue();
    }

    @Test
    void aMemberIsAbsentWithoutALease() {
        assertThat(memberWithoutLease().isPresent()).isFalse();
        assertThatThrownBy(memberWithoutLease()::accessToken).isInstanceOf(NotSignedInException.class);
    }

    @Test
    void aMemberIsAbsentIfItsTokenCanNotBeObtained() {
        server.fails(Fault.status(503));
        Lease lease = server.open(ADA);
        server.served(lease);

        assertThat(member(lease).isPresent()).isFalse();
    }

    @Test
    void aRejectedTokenIsRenewedAndTheNewOneIsReturned() {
        Lease lease = server.signedIn(ADA);
        LeaseMember member = member(lease);
        AccessToken rejected = member.accessToken();
        finishRenewalsOnceStarted();

        AccessToken renewed = member.renew(rejected);

        assertThat(renewed).isNotNull().isNotEqualTo(rejected).isEqualTo(member.accessToken());
        assertThat(server.refreshes()).isEqualTo(1);
    }

    @Test
    void aTokenThatWasRenewedBeforeItsRejectionIsNotRenewedAgain() {
        Lease lease = server.signedIn(ADA);
        LeaseMember member = member(lease);
        AccessToken former = member.accessToken();
        finishRenewalsOnceStarted();
        AccessToken renewed = member.renew(former);

        assertThat(member.renew(former)).isEqualTo(renewed);
        assertThat(server.workers.queued()).isZero();
    }

    @Test
    void renewalsCountsTheCompletedRenewalsOfALeaseWithoutTheFirstObtain() {
        Lease lease = server.signedIn(ADA);
        LeaseMember member = member(lease);
        assertThat(member.renewals()).isZero();

        for (int renewals = 1; renewals <= 2; renewals++) {
            server.pass(UNTIL_STALE);
            server.served(lease);
            assertThat(member.renewals()).isEqualTo(renewals);
        }
        assertThat(memberWithoutLease().renewals()).isZero();
    }

    @Test
    void aStaleTokenIsReturnedAtOnceAndItsRenewalIsStarted() {
        Lease lease = server.signedIn(ADA);
        LeaseMember member = member(lease);
        AccessToken token = member.accessToken();
        assertThat(server.workers.queued()).as("a fresh token is not renewed").isZero();
        server.pass(UNTIL_STALE);

        assertThat(member.accessToken()).isEqualTo(token);

        assertThat(server.workers.queued()).isEqualTo(1);
        server.workers.runAll();
        assertThat(member.accessToken()).isNotEqualTo(token);
    }

    @Test
    @Tag("C10")
    void anInterruptEndsTheWaitForATokenAndTheThreadStaysInterrupted() {
        LeaseMember member = member(server.open(ADA));

        Thread.currentThread().interrupt();

        assertThatThrownBy(member::accessToken)
                .isInstanceOf(CircleUnavailableException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.node.circuitBreaker.isOpen()).isFalse();
    }

    @Test
    void aCapturedMemberIsTheSameMember() {
        CircleMember member = member(server.signedIn(ADA));

        assertThat(member.capture()).isSameAs(member);
    }
}
