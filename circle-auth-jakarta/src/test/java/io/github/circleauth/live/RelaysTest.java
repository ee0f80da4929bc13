package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.live.RelayTestBase.Told;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.SimulatedNode;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.security.Principal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The relays of a deployment: one for each lease, and no more than the bound. */
class RelaysTest {

    private static final LiveChannel CHANNEL = LiveChannel.notifications();
    private static final MemberIdentity ADA = MemberIdentity.communityMemberId(1001);
    private static final Principal CALLER = () -> "1001";
    private static final int TIMEOUT_SECONDS = 3600;

    private final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();
    private final LedgerRows ledger = LedgerRows.inMemory();
    private final SimulatedNode node = node(1);
    private final SilentUpstream upstream = new SilentUpstream();
    private final Relays relays = relays(node.workers);

    private SimulatedNode node(int seed) {
        return new SimulatedNode(
                circle, ledger.ofOneServer().get(), new Random(seed), workers -> Hooks.NONE, Plant.NONE);
    }

    private Relays relays(Executor executor) {
        return new Relays(
                node.leases,
                new LiveEnvironment(upstream, member -> Optional.empty(), executor, node.leases::nanos, new Random(1)));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private Lease lease() {
        return node.leases.open(CALLER, Optional.of(ADA), TIMEOUT_SECONDS, node.leases.nanos());
    }

    private Told subscribe(Relays to, Lease lease) {
        Told told = new Told();
        Subscription unused = to.subscribe(lease, CHANNEL, "https://www.example.com", told);
        return told;
    }

    private Told subscribe(Lease lease) {
        return subscribe(relays, lease);
    }

    @Test
    void beyondTheBoundLeasesGetNoRelayUntilOneEnds() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Relays full = relays(tasks::add);
        Lease first = lease();
        Told known = subscribe(full, first);
        for (int i = 1; i < Relays.MAX; i++) {
            subscribe(full, lease());
        }
        Told tooMany;
        Told again;
        try (Logged lines = Logged.by(Relays.class)) {
            tooMany = subscribe(full, lease());
            again = subscribe(full, first);
            subscribe(full, lease());
            assertThat(lines.warnings()).singleElement().asString().startsWith("CIRCLE-0123: 20,000 sessions are");
        }
        assertThat(full.size()).isEqualTo(Relays.MAX);
        full.leaseEnded(first.id());
        runAll(tasks);
        assertThat(tooMany.calls).containsExactly("rejected");
        assertThat(known.calls).containsExactly("LEASE_ENDED");
        assertThat(again.calls)
                .as("a further subscriber of a lease that has a relay")
                .containsExactly("LEASE_ENDED");

        Told next = subscribe(full, lease());
        runAll(tasks);
        assertThat(next.calls).isEmpty();
    }

    private static void runAll(Deque<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void aLeaseThatIsRebuiltUnderItsIdGetsARelayOfItsOwnAndTheFormerEnds() {
        Lease former = lease();
        Told ofFormer = subscribe(former);
        node.workers.runAll();
        Lease rebuilt = rebuilt(former);
        assertThat(rebuilt.id()).isEqualTo(former.id());

        Told ofRebuilt = subscribe(rebuilt);
        node.workers.runAll();

        assertThat(ofFormer.calls).containsExactly("LEASE_ENDED");
        assertThat(ofRebuilt.calls).isEmpty();
        assertThat(relays.size()).as("the former's end does not remove it").isEqualTo(1);
        assertThat(upstream.open).hasSize(1);
        relays.leaseEnded(former.id());
        node.workers.runAll();
        assertThat(ofRebuilt.calls).containsExactly("LEASE_ENDED");
        assertThat(relays.size()).isZero();
    }

    /** Returns another object for the same session, as its text gives one. */
    private Lease rebuilt(Lease lease) {
        try (SimulatedNode restarted = node(2)) {
            return Objects.requireNonNull(restarted.leases.find(
                    lease.id(), lease.seenText(), CALLER, Optional.of(ADA), TIMEOUT_SECONDS, restarted.leases.nanos()));
        }
    }

    @Test
    void closingEndsAllRelaysAndALaterSubscriberIsToldAtOnce() {
        Told one = subscribe(lease());
        Told two = subscribe(lease());
        node.workers.runAll();
        assertThat(upstream.open).hasSize(2);

        relays.close();
        Told late = subscribe(lease());
        node.workers.runAll();

        assertThat(one.calls).containsExactly("LEASE_ENDED");
        assertThat(two.calls).containsExactly("LEASE_ENDED");
        assertThat(late.calls).containsExactly("LEASE_ENDED");
        assertThat(relays.size()).isZero();
        assertThat(upstream.open).isEmpty();
        assertThat(upstream.closed).isTrue();
    }

    @Test
    void aSubscriberThatComesWhenTheThreadsAreGoneIsNoFailure() {
        Relays undeployed = relays(task -> {
            throw new RejectedExecutionException("simulated");
        });

        assertThat(subscribe(undeployed, lease()).calls).isEmpty();
        undeployed.close();
        assertThat(subscribe(undeployed, lease()).calls).isEmpty();
    }

    @Test
    void aRelayWithTooManyInputsRejectsFurtherOnesAndIsEndedAllTheSame() {
        Lease lease = lease();
        Told first = subscribe(lease);
        // Each of these is two inputs, and leaves no subscriber behind.
        for (int i = 1; i < LiveEnvironment.MAX_INPUTS / 2; i++) {
            relays.subscribe(lease, CHANNEL, "https://www.example.com", new Told())
                    .close();
        }
        Told last = subscribe(lease);

        Told tooMany = subscribe(lease);
        Told another = subscribe(lease());
        node.leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
        relays.leaseEnded(lease.id());
        relays.tick();
        node.workers.runAll();
        relays.tick();
        node.workers.runAll();

        assertThat(tooMany.calls).containsExactly("rejected");
        assertThat(another.calls).as("of another lease").isEmpty();
        assertThat(first.calls).containsExactly("LEASE_ENDED");
        assertThat(last.calls).containsExactly("LEASE_ENDED");
        assertThat(relays.size()).isEqualTo(1);
    }
}
