package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.FakeLease.Relayed;
import io.github.circleauth.live.PageTransport.Close;
import io.github.circleauth.live.Subscriber.RelayEnd;
import org.junit.jupiter.api.Test;

/** The ends of a page's socket: nothing passes after them. */
class PageEndTest extends PagesTestBase {

    @Test
    void theEndOfTheLeaseIsTheLastThatAPageHears() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));
        Relayed relayed = lease.last();
        relayed.subscriber.confirmed();
        page.reads = false;
        relayed.subscriber.received("1");
        relayed.subscriber.received("2");

        pages.leaseEnded("lease-1");
        relayed.subscriber.received("3");
        runTasks();
        page.read();
        runTasks();
        page.read();
        runTasks();

        assertThat(page.received()).containsExactly(confirmed(NOTIFICATIONS), event(NOTIFICATIONS, "1"), UNAUTHORIZED);
        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
        assertThat(relayed.closed).isTrue();
        assertThat(pages.size()).isZero();
        assertThat(pages.cutOff()).isZero();
    }

    /** Containers close the sockets of a session that ends too. Payara mixes up requests if both do it at the same moment. */
    @Test
    void theEndOfTheLeaseEndsEventsAtOnceAndTheSocketAMomentLater() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));
        lease.last().subscriber.confirmed();
        page.received();

        pages.leaseEnded("lease-1");
        lease.last().subscriber.received("1");
        pages.leaseEnded("lease-1");
        assertThat(page.received()).isEmpty();
        assertThat(page.closes).isEmpty();
        runTasks();

        assertThat(page.received()).containsExactly(UNAUTHORIZED);
        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
    }

    @Test
    void aSocketThatTheContainerClosedWithTheSessionIsToldNothing() {
        PageSocket socket = open();

        pages.leaseEnded("lease-1");
        socket.closed();
        runTasks();

        assertThat(page.received()).isEmpty();
        assertThat(page.closes).isEmpty();
    }

    @Test
    void aPageThatDoesNotReadIsClosedWithTheNextTickAfterItWasToldOfTheEnd() {
        page.reads = false;
        open(lease, page);
        pages.leaseEnded("lease-1");
        runTasks();
        assertThat(page.closes).isEmpty();

        pages.tick();

        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
        assertThat(pages.size()).isZero();
    }

    @Test
    void aPageWithoutSubscriptionsIsDisconnectedOnceItsSessionsTimeIsOver() {
        open();
        lease.over = true;

        pages.tick();
        runTasks();

        assertThat(page.received()).endsWith(UNAUTHORIZED);
        assertThat(page.closes).containsExactly(Close.POLICY_VIOLATION);
    }

    @Test
    void aPageMayComeBackWhenCircleCouldNotBeReached() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        lease.last().subscriber.ended(RelayEnd.CIRCLE_UNREACHABLE);

        assertThat(page.received()).containsExactly(RESTART);
        assertThat(page.closes).containsExactly(Close.SERVICE_RESTART);
    }

    @Test
    void theEndOfOneSubscriptionWithItsLeaseIsTheEndOfThePage() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        lease.last().subscriber.ended(RelayEnd.LEASE_ENDED);
        runTasks();

        assertThat(page.received()).containsExactly(UNAUTHORIZED);
    }

    @Test
    void aSocketThatThePageClosedLeavesNothing() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        socket.closed();
        lease.last().subscriber.confirmed();
        pages.leaseEnded("lease-1");

        assertThat(lease.last().closed).isTrue();
        assertThat(page.received()).isEmpty();
        assertThat(page.closes).isEmpty();
        assertThat(pages.size()).isZero();
        assertThat(pages.cutOff()).isZero();
    }
}
