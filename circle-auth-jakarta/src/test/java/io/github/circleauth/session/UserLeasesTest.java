package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The leases of users without a session: one for each identity. */
class UserLeasesTest extends UserLeasesTestBase {

    @Test
    void allRequestsOfAMemberShareOneLeaseAndOthersHaveTheirOwn() {
        Lease adas = used(ADA);

        assertThat(IntStream.range(0, 100).mapToObj(i -> used(ADA)).distinct()).containsExactly(adas);
        assertThat(used(GRACE)).isNotSameAs(adas);
        assertThat(server.obtains()).isEqualTo(2);
        assertThat(users.size()).isEqualTo(2);
    }

    @Test
    void thirtyMinutesAfterTheLastUseTheTokensAreRevoked() {
        Lease lease = used(ADA);

        sweepAfter(IDLE.minus(MOMENT));
        assertThat(lease.isEnded()).isFalse();
        used(ADA);
        sweepAfter(IDLE.minus(MOMENT));
        assertThat(lease.isEnded()).isFalse();
        sweepAfter(MOMENT);

        assertThat(lease.isEnded()).isTrue();
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
        assertThat(users.size()).isZero();
        assertThat(server.leases.size()).isZero();
    }

    @Test
    void aCapturedHandleDoesNotCountAsUse() {
        LeaseMember captured = server.node.member(used(ADA));

        sweepAfter(IDLE.minus(MOMENT));
        captured.accessToken();
        sweepAfter(MOMENT);

        assertThat(captured.isPresent()).isFalse();
        assertThat(server.alive()).isEmpty();
    }

    @Test
    void aRenewalDoesNotCountAsUse() {
        Lease lease = lease(server.node, identity(ADA));
        server.pass(IDLE.minus(MOMENT));
        server.served(lease).join();

        sweepAfter(MOMENT);

        assertThat(lease.isEnded()).isTrue();
        assertThat(server.alive()).isEmpty();
    }

    @Test
    void requestsKeepALeaseForHoursWithRenewalsAndItsRowsComeDueIfTheServerDies() {
        Lease lease = used(ADA);
        for (int i = 0; i < 20; i++) {
            sweepAfter(IDLE.minus(MOMENT));
            assertThat(used(ADA)).isSameAs(lease);
        }

        assertThat(server.obtains()).isEqualTo(1);
        assertThat(server.refreshes()).isPositive();
        Instant now = server.circle.clock().instant();
        Duration atMost = Duration.ofSeconds(IDLE.toSeconds() * 5 / 4).plusMinutes(2);
        List<Row> alive = LedgerRows.of(server.ledger).stream()
                .filter(row -> server.alive().stream()
                        .anyMatch(token -> token.value().equals(row.token().reveal())))
                .toList();
        assertThat(alive)
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.revokeAt()).isBetween(now.plus(IDLE), now.plus(atMost)));
    }

    @Test
    void aLeaseWhoseExpiryHasPassedIsReplacedThoughNoSweepHasComeBy() {
        Lease first = used(ADA);
        server.pass(IDLE.multipliedBy(2));

        assertThat(used(ADA)).isNotSameAs(first);
        assertThat(first.isEnded()).isTrue();
    }

    @Test
    void usersWhoAreNoMembersShareOneLeaseWhichAsksCircleNothing() {
        Lease first = lease(server.node, Optional.empty());
        server.served(first);
        Lease second = lease(server.node, Optional.empty());

        assertThat(second).isSameAs(first);
        assertThat(server.node.member(second).whyAbsent()).contains(io.github.circleauth.Absence.NOT_A_MEMBER);
        assertThat(server.obtains()).isZero();
    }

    @Test
    void aLeaseKeepsNeitherAPrincipalNorItsName() {
        assertThat(used(ADA).principal()).isEmpty();
    }

    @Test
    void aStaleTokenIsRenewedByARequest() {
        Lease lease = used(ADA);
        for (Duration passed = Duration.ZERO; passed.compareTo(UNTIL_STALE) < 0; passed = passed.plusMinutes(10)) {
            server.pass(Duration.ofMinutes(10));
            used(ADA);
        }

        assertThat(lease.renewals()).isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(1);
    }
}
