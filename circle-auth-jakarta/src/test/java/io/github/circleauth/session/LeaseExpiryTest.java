package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A lease expires some time after its last use; its rows in the ledger come due two minutes later. */
class LeaseExpiryTest {

    private static final Duration QUARTER = Duration.ofSeconds(TIMEOUT_SECONDS / 4);
    private static final Duration LEASE_EXPIRY = QUARTER.multipliedBy(5);
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final OneServer server = new OneServer();
    private final Lease lease = server.signedIn(ADA);

    @AfterEach
    void close() {
        server.close();
    }

    private void touch(int timeoutSeconds) {
        server.node.touch(lease, timeoutSeconds);
        server.workers.runAll();
    }

    private void assertDueAt(Instant moment) {
        List<Row> rows = LedgerRows.of(server.ledger);
        assertThat(rows).hasSize(2).allMatch(row -> row.revokeAt().equals(moment));
    }

    private Instant now() {
        return server.circle.clock().instant();
    }

    private Lease found() {
        return server.node.find(lease.id(), null, Long.toString(ADA), TIMEOUT_SECONDS);
    }

    @Test
    @Tag("L11")
    void tokensComeDueLaterThanTheirSessionMayStayIdle() {
        assertDueAt(now().plus(LEASE_EXPIRY).plus(GRACE));
    }

    @Test
    void aUseMovesTheLeaseExpiryAfterAQuarterOfTheSessionTimeout() {
        Instant first = now().plus(LEASE_EXPIRY).plus(GRACE);
        server.pass(QUARTER.minus(MOMENT));
        touch(TIMEOUT_SECONDS);
        assertDueAt(first);

        server.pass(MOMENT);
        touch(TIMEOUT_SECONDS);
        assertDueAt(first.plus(QUARTER));

        server.pass(QUARTER.minus(MOMENT));
        touch(TIMEOUT_SECONDS);
        assertDueAt(first.plus(QUARTER));
    }

    @Test
    void aRenewalMovesTheLeaseExpiryAsAUseDoes() {
        server.pass(OneServer.UNTIL_STALE);
        server.served(lease);
        Instant moved = now().plus(LEASE_EXPIRY).plus(GRACE);
        server.pass(QUARTER.minus(MOMENT));

        touch(TIMEOUT_SECONDS);

        assertThat(LedgerRows.of(server.ledger))
                .isNotEmpty()
                .allMatch(row -> row.revokeAt().equals(moved));
    }

    @Test
    void aRebuiltLeaseExpiresAFullTimeLater() {
        String text = server.leases.reconcile(lease, lease.seenText());
        server.pass(LEASE_EXPIRY.multipliedBy(2));
        SimulatedNode other = server.another();
        other.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);

        server.pass(LEASE_EXPIRY);
        other.leases.sweep();
        assertThat(other.leases.size()).isEqualTo(1);
        server.pass(MOMENT);
        other.leases.sweep();
        assertThat(other.leases.size()).isZero();
        other.close();
    }

    @Test
    void aLeaseThatExpiredHereButWasUsedOnAnotherServerIsServedOn() {
        String text = server.leases.reconcile(lease, lease.seenText());
        SimulatedNode other = server.another();
        server.pass(QUARTER.multipliedBy(4));
        Lease there = other.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);
        other.tokens(there);
        other.workers.runAll();
        server.pass(QUARTER.plus(MOMENT));

        Lease again = server.node.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);

        assertThat(again).isNotNull().isNotSameAs(lease);
        assertThat(server.served(again)).isCompleted();
        other.close();
    }

    @Test
    void sweepingAlsoSweepsTheObtainLimit() {
        server.pass(Duration.ofMinutes(1));

        server.leases.sweep();

        assertThat(server.node.obtainLimit.size()).isZero();
    }

    @Test
    void anotherSessionTimeoutMovesTheLeaseExpiryAtOnce() {
        touch(TIMEOUT_SECONDS * 2);

        assertDueAt(now().plus(LEASE_EXPIRY.multipliedBy(2)).plus(GRACE));
    }

    @Test
    @Tag("I11")
    void anEndlessOrVeryLongSessionTimeoutCountsAsEightHours() {
        Instant tenHours = now().plus(Duration.ofHours(10)).plus(GRACE);

        touch(0);
        assertDueAt(tenHours);
        touch(-1);
        assertDueAt(tenHours);
        touch(100 * 3600);
        assertDueAt(tenHours);
        touch(8 * 3600);
        assertDueAt(tenHours);
    }

    @Test
    void aUseOfALeaseThatEndedElsewhereEndsItHereToo() {
        server.ledger.end(lease.id(), List.of(), now());
        server.pass(QUARTER);

        touch(TIMEOUT_SECONDS);

        assertThat(lease.isEnded()).isTrue();
    }

    @Test
    void aLeaseIsFoundUntilItExpires() {
        server.pass(LEASE_EXPIRY);
        assertThat(found()).isSameAs(lease);

        server.pass(MOMENT);
        assertThat(found()).isNull();
        assertThat(lease.isEnded()).isTrue();
    }

    @Test
    void expiredLeasesAreDropped() {
        Lease another = server.signedIn(OneServer.GRACE);
        server.pass(QUARTER.multipliedBy(4));
        server.node.touch(another, TIMEOUT_SECONDS);
        server.pass(QUARTER.plus(MOMENT));

        server.leases.sweep();

        assertThat(server.leases.size()).isEqualTo(1);
        assertThat(lease.isEnded()).isTrue();
        assertThat(another.isEnded()).isFalse();
    }

    @Test
    void aLeaseWithARenewalUnderWayDoesNotExpire() {
        server.pass(OneServer.UNTIL_EXPIRED);
        server.hangsBeforeResponse = true;
        server.node.renewIfDue(lease);
        server.workers.startNext();
        server.pass(LEASE_EXPIRY);

        server.leases.sweep();

        assertThat(lease.isEnded()).isFalse();
    }

    @Test
    void aSessionThatEndsBeforeItsTokensAreTakenOverHasThemRevoked() {
        String text = server.leases.reconcile(lease, lease.seenText());
        SimulatedNode restarted =
                new SimulatedNode(server.circle, new MemoryLedger(), new Random(1), workers -> Hooks.NONE, Plant.NONE);
        restarted.find(lease.id(), text, Long.toString(ADA), TIMEOUT_SECONDS);

        restarted.leases.end(lease.id(), text, LeaseEnded.Reason.SESSION_ENDED);
        restarted.workers.runAll();

        assertThat(server.alive()).isEmpty();
        restarted.close();
    }
}
