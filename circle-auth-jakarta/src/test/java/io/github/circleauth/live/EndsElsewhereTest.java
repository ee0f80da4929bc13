package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.SimulatedNode;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A member's page on one server of a cluster, who signs out on another one; they share a ledger in a database. */
class EndsElsewhereTest {

    private static final MemberIdentity ADA = MemberIdentity.communityMemberId(1001);
    private static final Principal CALLER = () -> "1001";
    private static final int TIMEOUT_SECONDS = 3600;

    private final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();
    private final LedgerRows rows = LedgerRows.inDatabase(Seal.derivedFrom(Secret.of("seal-key")));
    private final SimulatedNode here = node(1, rows);
    private final SimulatedNode elsewhere = node(2, rows);
    private final Pages pages = new Pages(
            Set.of("NotificationChannel"),
            here.leases::nanos,
            () -> circle.clock().instant(),
            here.workers,
            here.workers,
            here.workers);
    private final Relays relays = new Relays(
            here.leases,
            new LiveEnvironment(
                    new SilentUpstream(), member -> Optional.empty(), here.workers, here.leases::nanos, new Random(1)));
    private final EndsElsewhere ends = new EndsElsewhere(here.leases, pages, relays);
    private final FakePage page = new FakePage();

    private SimulatedNode node(int seed, LedgerRows ledger) {
        return new SimulatedNode(
                circle, ledger.ofOneServer().get(), new Random(seed), workers -> Hooks.NONE, Plant.NONE);
    }

    EndsElsewhereTest() {
        here.onEvent = () -> {
            CircleEvent last = here.events.get(here.events.size() - 1);
            if (last instanceof LeaseEnded ended) {
                pages.leaseEnded(ended.leaseId());
                relays.leaseEnded(ended.leaseId());
            }
        };
    }

    @AfterEach
    void close() {
        here.close();
        elsewhere.close();
    }

    private static Lease open(SimulatedNode node) {
        return node.leases.open(CALLER, Optional.of(ADA), TIMEOUT_SECONDS, node.leases.nanos());
    }

    private Lease signedIn(SimulatedNode node) {
        Lease lease = open(node);
        var unused = node.leases.tokens(lease, node.leases.nanos());
        node.workers.runAll();
        return lease;
    }

    private PageSocket open(Lease lease) {
        PageSocket socket = pages.socket(new RelayedLease(lease, relays, "https://www.example.com"), page);
        pages.open(socket, "sid-1");
        assertThat(page.received()).hasSize(1);
        return socket;
    }

    private void signOutElsewhere(Lease lease) {
        elsewhere.leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        elsewhere.workers.runAll();
    }

    private void pass(int seconds) {
        for (int second = 0; second < seconds; second++) {
            circle.clock().advance(Duration.ofSeconds(1));
            pages.tick();
            relays.tick();
            ends.tick();
            here.workers.runAll();
        }
    }

    private void assertThatThePageIsSignedOutWithinTenSeconds() {
        pass(10);
        assertThat(page.received()).last().isEqualTo(PagesTestBase.UNAUTHORIZED);
        assertThat(page.closes).containsExactly(PageTransport.Close.POLICY_VIOLATION);
        assertThat(pages.size()).isZero();
        assertThat(relays.size()).isZero();
    }

    @Test
    void aSubscribedPageIsSignedOutWithinTenSeconds() {
        Lease lease = signedIn(here);
        open(lease).received(PagesTestBase.subscribe(PagesTestBase.NOTIFICATIONS));
        pass(20);
        assertThat(relays.size()).isEqualTo(1);
        assertThat(page.closes).isEmpty();

        signOutElsewhere(lease);

        assertThatThePageIsSignedOutWithinTenSeconds();
    }

    @Test
    void aPageThatIsOnlyConnectedIsSignedOutWithinTenSeconds() {
        Lease lease = signedIn(here);
        open(lease);
        pass(20);

        signOutElsewhere(lease);

        assertThatThePageIsSignedOutWithinTenSeconds();
    }

    @Test
    void aSubscriptionOfJavaCodeEndsWithinTenSeconds() {
        Lease lease = signedIn(here);
        RelayTestBase.Told told = new RelayTestBase.Told();
        Subscription unused = relays.subscribe(lease, LiveChannel.notifications(), "https://www.example.com", told);
        pass(20);

        signOutElsewhere(lease);
        pass(10);

        assertThat(told.calls).containsExactly("LEASE_ENDED");
    }

    @Test
    void aPageOfASessionThatMovedHereIsSignedOutBeforeAnythingUsedItsTokens() {
        Lease there = signedIn(elsewhere);
        String text = elsewhere.leases.reconcile(there, there.seenText());
        Lease moved = Objects.requireNonNull(
                here.leases.find(there.id(), text, CALLER, Optional.of(ADA), TIMEOUT_SECONDS, here.leases.nanos()));
        open(moved);

        signOutElsewhere(there);

        assertThatThePageIsSignedOutWithinTenSeconds();
    }

    @Test
    void theLedgerIsAskedAboutNoLeaseWithoutAPageOrASubscription() {
        Lease lease = signedIn(here);

        signOutElsewhere(lease);
        pass(30);

        assertThat(lease.isEnded()).as("until the next sweep").isFalse();
    }
}
