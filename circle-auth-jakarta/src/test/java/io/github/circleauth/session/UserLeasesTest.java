package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The leases of users without a session: one for each identity. */
class UserLeasesTest {

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final OneServer server = new OneServer();
    private final UserLeases users = server.leases.users();

    @AfterEach
    void close() {
        server.close();
    }

    private static Optional<MemberIdentity> identity(long member) {
        return Optional.of(MemberIdentity.communityMemberId(member));
    }

    private @Nullable Lease lease(SimulatedNode node, Optional<MemberIdentity> identity) {
        return node.leases.users().of(identity, (int) IDLE.toSeconds(), node.leases.nanos());
    }

    /** A request of a member, which uses the token. */
    private Lease used(SimulatedNode node, long member) {
        Lease lease = lease(node, identity(member));
        var unused = node.tokens(lease);
        node.workers.runAll();
        return lease;
    }

    private Lease used(long member) {
        return used(server.node, member);
    }

    private void sweepAfter(Duration time) {
        server.pass(time);
        server.leases.sweep();
        server.workers.runAll();
    }

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
    void aSessionsEndEndsTheLeaseOfTheSameMemberAndNoOther() {
        Lease adas = used(ADA);
        Lease graces = used(GRACE);
        Lease session = server.signedIn(ADA);

        server.leases.signOut(session.id(), session.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        server.workers.runAll();

        assertThat(adas.isEnded()).isTrue();
        assertThat(graces.isEnded()).isFalse();
        assertThat(server.alive()).allMatch(token -> token.communityMemberId() == GRACE);
    }

    /** The session's lease is on another server, or was dropped; its text says whose it is. */
    @Test
    void theEndOfASessionThatThisServerDoesNotKnowIsUnderstoodFromItsText() {
        Lease adas = used(ADA);
        SimulatedNode elsewhere = server.another();
        Lease session = elsewhere.leases.open(() -> "ada", identity(ADA), 1800, elsewhere.leases.nanos());

        server.leases.signOut(session.id(), session.seenText(), LeaseEnded.Reason.SESSION_ENDED);

        assertThat(adas.isEnded()).isTrue();
        elsewhere.close();
    }

    @Test
    void anotherUserInASessionEndsTheLeaseOfTheFormer() {
        Lease adas = used(ADA);
        Lease graces = used(GRACE);
        Lease session = server.signedIn(ADA);

        assertThat(server.node.find(session.id(), session.seenText(), Long.toString(GRACE), 1800))
                .isNull();

        assertThat(adas.isEnded()).isTrue();
        assertThat(graces.isEnded()).isFalse();
    }

    @Test
    void theEndOfALeaseThatWasOpenedTwiceIsNoSignOut() {
        Lease adas = used(ADA);
        Lease duplicate = server.open(ADA);

        server.leases.end(duplicate.id(), null, LeaseEnded.Reason.SESSION_ENDED);

        assertThat(adas.isEnded()).isFalse();
    }

    @Test
    void anEndedLeaseIsReplacedAtTheNextRequestAndItsEndTellsNobodyElse() {
        Lease first = used(ADA);
        server.leases.end(first.id(), null, LeaseEnded.Reason.SESSION_ENDED);

        Lease second = used(ADA);

        assertThat(second).isNotSameAs(first);
        assertThat(server.node.member(second).isPresent()).isTrue();
        assertThat(users.size()).isEqualTo(1);
    }

    @Test
    void aLeaseWhoseExpiryHasPassedIsReplacedThoughNoSweepHasComeBy() {
        Lease first = used(ADA);
        server.pass(IDLE.multipliedBy(2));

        assertThat(used(ADA)).isNotSameAs(first);
        assertThat(first.isEnded()).isTrue();
    }

    @Test
    void aLeaseThatEndedOnAnotherServerIsDroppedWithinAMinute() {
        LedgerRows rows = LedgerRows.inDatabase(Seal.derivedFrom(Secret.of("seal-key")));
        SimulatedNode here = server.another(rows.ofOneServer().get());
        SimulatedNode elsewhere = server.another(rows.ofOneServer().get());
        Lease lease = used(here, ADA);

        elsewhere.leases.end(lease.id(), null, LeaseEnded.Reason.SESSION_ENDED);
        for (int minute = 0; minute < 2; minute++) {
            server.pass(Duration.ofMinutes(1));
            here.leases.sweep();
            here.workers.runAll();
        }

        assertThat(lease.isEnded()).isTrue();
        assertThat(here.leases.users().size()).isZero();
        assertThat(used(here, ADA)).isNotSameAs(lease);
        here.close();
        elsewhere.close();
    }

    /** The server dies: another one finds the rows due a little later than the lease would have ended. */
    @Test
    void inADatabaseAnotherServerRevokesTheTokensOfAServerThatDied() {
        LedgerRows rows = LedgerRows.inDatabase(Seal.derivedFrom(Secret.of("seal-key")));
        SimulatedNode dies = server.another(rows.ofOneServer().get());
        SimulatedNode elsewhere = server.another(rows.ofOneServer().get());
        used(dies, ADA);
        // An obtain of its own tells the other server that it serves the same community.
        used(elsewhere, GRACE);
        dies.close();

        server.pass(Duration.ofSeconds(IDLE.toSeconds() * 5 / 4).plusMinutes(2).plusSeconds(1));
        elsewhere.leases.sweep();
        elsewhere.revoker.kick();
        elsewhere.workers.runAll();

        assertThat(server.alive()).isEmpty();
        elsewhere.close();
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
    void atTheLimitTheLongestIdleEndsForANewOne() {
        Lease first = used(ADA);
        server.pass(Duration.ofSeconds(1));
        Lease second = used(GRACE);
        server.pass(Duration.ofSeconds(1));
        fill(UserLeases.MAX - 2);
        server.pass(Duration.ofNanos(UserLeases.IN_USE));

        try (Logged log = Logged.by(UserLeases.class)) {
            assertThat(lease(server.node, identity(5_000_001))).isNotNull();
            assertThat(lease(server.node, identity(5_000_002))).isNotNull();

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0057");
        }
        server.workers.runAll();
        assertThat(first.isEnded()).isTrue();
        assertThat(second.isEnded()).isTrue();
        assertThat(users.size()).isEqualTo(UserLeases.MAX);
        assertThat(server.alive()).isEmpty();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            lease(server.node, identity(1_000_000 + i));
        }
    }

    @Test
    void atTheLimitNoLeaseEndsThatMayBeInUse() {
        Lease adas = used(ADA);
        fill(UserLeases.MAX - 1);
        server.pass(Duration.ofNanos(UserLeases.IN_USE).minus(MOMENT));

        assertThat(lease(server.node, identity(GRACE))).isNull();
        assertThat(used(ADA)).isSameAs(adas);
        assertThat(users.size()).isEqualTo(UserLeases.MAX);
        server.pass(MOMENT);
        assertThat(lease(server.node, identity(GRACE))).isNotNull();
        assertThat(adas.isEnded()).isFalse();
    }

    @Test
    void atTheLimitAnEndMakesRoomAtOnce() {
        used(ADA);
        fill(UserLeases.MAX - 1);
        assertThat(lease(server.node, identity(GRACE))).isNull();

        users.signOut(MemberIdentity.communityMemberId(ADA), LeaseEnded.Reason.SESSION_ENDED);

        assertThat(lease(server.node, identity(GRACE))).isNotNull();
    }

    @Test
    void afterTheEndOfTheApplicationAllHaveEndedAndNoneIsOpened() {
        used(ADA);
        Lease opened = lease(server.node, identity(GRACE));

        users.close();
        server.workers.runAll();

        assertThat(opened.isEnded()).isTrue();
        assertThat(server.alive()).isEmpty();
        assertThat(lease(server.node, identity(ADA))).isNull();
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
