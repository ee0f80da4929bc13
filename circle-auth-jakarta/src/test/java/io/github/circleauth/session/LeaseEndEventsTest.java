package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.LeaseEnded.Reason;
import io.github.circleauth.event.TokenRevoked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The events of ends: one for each end, with its reason, before the tokens are revoked. */
class LeaseEndEventsTest {

    private final OneServer server = new OneServer();
    private final SimulatedNode elsewhere = server.another();

    @AfterEach
    void close() {
        elsewhere.close();
        server.close();
    }

    private Lease signedIn() {
        Lease lease = server.signedIn(ADA);
        server.node.events.clear();
        return lease;
    }

    private List<Reason> reasons() {
        server.workers.runAll();
        return reasons(server.events());
    }

    private static List<Reason> reasons(List<CircleEvent> events) {
        return events.stream()
                .filter(LeaseEnded.class::isInstance)
                .map(event -> ((LeaseEnded) event).reason())
                .toList();
    }

    @Test
    void theEndOfASessionComesFirstAndThenTheRevocations() {
        Lease lease = signedIn();

        server.leases.signOut(lease.id(), lease.seenText(), Reason.SESSION_ENDED);
        server.workers.runAll();

        List<CircleEvent> events = server.events();
        assertThat(events.get(0))
                .isEqualTo(new LeaseEnded(lease.id(), OptionalLong.of(ADA), lease.identity(), Reason.SESSION_ENDED));
        assertThat(events.subList(1, events.size()))
                .hasSize(2)
                .hasOnlyElementsOfType(TokenRevoked.class)
                .allMatch(event -> event.leaseId().equals(lease.id()));
    }

    @Test
    @Tag("L14")
    void anEndedLeaseDoesNotEndAgain() {
        Lease lease = signedIn();

        server.leases.signOut(lease.id(), lease.seenText(), Reason.SESSION_ENDED);
        server.leases.signOut(lease.id(), null, Reason.SESSION_ENDED);
        server.leases.endRemoved(lease.id(), null, Reason.REMOVED_FROM_SESSION);
        server.leases.sweep();

        assertThat(reasons()).containsExactly(Reason.SESSION_ENDED);
    }

    @Test
    void anotherPrincipalEndsTheLeaseOfTheFormer() {
        Lease lease = signedIn();

        server.node.find(lease.id(), lease.seenText(), Long.toString(GRACE), TIMEOUT_SECONDS);

        assertThat(reasons()).containsExactly(Reason.PRINCIPAL_CHANGED);
    }

    @Test
    void anotherPrincipalWhoseIdentityIsNotKnownEndsItToo() {
        Lease lease = signedIn();

        server.leases.endUnlessOf(Long.toString(GRACE), lease.id(), lease.seenText());

        assertThat(reasons()).containsExactly(Reason.PRINCIPAL_CHANGED);
    }

    @Test
    void anApplicationRemovesALease() {
        Lease lease = signedIn();

        server.leases.endRemoved(lease.id(), lease.seenText(), Reason.REMOVED_FROM_SESSION);

        assertThat(reasons()).containsExactly(Reason.REMOVED_FROM_SESSION);
    }

    @Test
    void anUnusedLeaseExpires() {
        signedIn();
        server.pass(Duration.ofSeconds(TIMEOUT_SECONDS).multipliedBy(2));

        server.leases.sweep();
        server.leases.sweep();

        assertThat(reasons()).containsExactly(Reason.EXPIRED);
    }

    @Test
    void aLeaseThatEndedElsewhereEndsHereWithAnEventOfEachServer() {
        Lease lease = signedIn();

        elsewhere.leases.end(lease.id(), lease.seenText(), Reason.SESSION_ENDED);
        server.pass(Duration.ofSeconds(TIMEOUT_SECONDS / 2));
        server.node.touch(lease, TIMEOUT_SECONDS);

        assertThat(reasons(elsewhere.events)).containsExactly(Reason.SESSION_ENDED);
        assertThat(reasons()).containsExactly(Reason.ENDED_ELSEWHERE);
        server.leases.sweep();
        assertThat(reasons()).isEmpty();
    }

    @Test
    void aSessionsTextAloneNamesTheMemberWhoseLeaseEnds() {
        Lease lease = signedIn();
        String text = server.leases.reconcile(lease, lease.seenText());

        elsewhere.leases.signOut(lease.id(), text, Reason.SESSION_ENDED);

        assertThat(elsewhere.events)
                .containsExactly(
                        new LeaseEnded(lease.id(), OptionalLong.of(ADA), lease.identity(), Reason.SESSION_ENDED));
    }

    @Test
    void aLeaseThatHadEndedBeforeThisServerKnewItEndsWithoutAnEvent() {
        Lease lease = signedIn();
        String text = server.leases.reconcile(lease, lease.seenText());
        server.end(lease);
        Lease late = elsewhere.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);
        var tokens = elsewhere.tokens(late);

        elsewhere.workers.runAll();

        assertThat(tokens).isCompletedExceptionally();
        assertThat(late.isEnded()).isTrue();
        assertThat(reasons(elsewhere.events)).isEmpty();
    }

    @Test
    void theLeaseOfAUserWithoutASessionEndsWhenItIsIdle() {
        used();
        server.pass(Duration.ofMinutes(31));

        server.leases.sweep();
        server.leases.sweep();

        assertThat(reasons()).containsExactly(Reason.EXPIRED);
    }

    @Test
    void theLeaseOfAUserWithoutASessionEndsWithTheSession() {
        used();
        Lease session = signedIn();

        server.leases.signOut(session.id(), null, Reason.SESSION_ENDED);

        assertThat(reasons()).containsExactly(Reason.SESSION_ENDED, Reason.SESSION_ENDED);
    }

    @Test
    void theLeaseOfAUserWithoutASessionEndsWithTheApplication() {
        used();

        server.leases.users().close();

        assertThat(reasons()).containsExactly(Reason.UNDEPLOYED);
    }

    @Test
    void theLeaseOfAUserWithoutASessionThatMakesRoomEndsOutsideAnyLock() {
        used();
        server.pass(Duration.ofMinutes(40));
        List<Boolean> locked = new ArrayList<>();
        server.node.onEvent = () -> locked.add(Thread.holdsLock(server.leases.users()));

        used();

        assertThat(reasons()).containsExactly(Reason.EXPIRED);
        assertThat(locked).isNotEmpty().containsOnly(false);
    }

    private void used() {
        Optional<MemberIdentity> identity = Optional.of(MemberIdentity.communityMemberId(ADA));
        Lease lease = server.leases.users().of(identity, 1800, server.leases.nanos());
        server.served(lease);
    }
}
