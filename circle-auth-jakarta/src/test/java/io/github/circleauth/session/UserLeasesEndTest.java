package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.seal.Seal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The end of a lease without a session: with a session of the same member, elsewhere, and for want of room. */
class UserLeasesEndTest extends UserLeasesTestBase {

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
}
