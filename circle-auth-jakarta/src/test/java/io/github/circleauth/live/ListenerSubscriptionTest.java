package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.Subscriber.RelayEnd;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A listener of the application's: called in order on threads of its own, bounded, and harmless. */
class ListenerSubscriptionTest implements LiveListener {

    private final List<String> calls = new ArrayList<>();
    private final List<String> relay = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ListenerSubscription subscription = new ListenerSubscription(
            this,
            subscriber -> {
                relay.add("subscribed");
                return () -> relay.add("closed");
            },
            tasks::add);

    @Override
    public void onEvent(String json) {
        calls.add(json);
        if (json.equals("fails")) {
            throw new AssertionError("simulated");
        }
    }

    @Override
    public void onSubscribed() {
        calls.add("subscribed");
    }

    @Override
    public void onEnd(End end) {
        calls.add(end.name());
    }

    private void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void theCallsComeInOrderAndNotOnTheRelaysThread() {
        subscription.begin();
        subscription.confirmed();
        subscription.received("1");
        subscription.received("2");
        assertThat(calls).isEmpty();
        work();
        assertThat(calls).containsExactly("subscribed", "1", "2");
        subscription.ended(RelayEnd.LEASE_ENDED);
        work();
        assertThat(calls).containsExactly("subscribed", "1", "2", "SIGNED_OUT");
        assertThat(subscription.isOpen()).isFalse();
    }

    @Test
    void whatAListenerThrowsChangesNothing() {
        subscription.begin();
        subscription.received("fails");
        subscription.received("2");
        work();
        assertThat(calls).containsExactly("fails", "2");
        assertThat(subscription.isOpen()).isTrue();
    }

    @Test
    void afterTheCloseNoCallBegins() {
        subscription.begin();
        subscription.received("1");
        subscription.close();
        subscription.received("2");
        subscription.ended(RelayEnd.LEASE_ENDED);
        work();
        assertThat(calls).isEmpty();
        assertThat(relay).containsExactly("subscribed", "closed");
    }

    @Test
    void aListenerThatIsTooSlowIsCutOff() {
        subscription.begin();
        for (int i = 0; i <= ListenerSubscription.MAX_EVENTS; i++) {
            subscription.received("event");
        }
        assertThat(relay).containsExactly("subscribed", "closed");
        work();
        assertThat(calls).containsExactly("TOO_SLOW");
    }

    @Test
    void fewLongEventsAreTooMuchAsWell() {
        subscription.begin();
        for (int i = 0; i < 5; i++) {
            subscription.received("x".repeat(1_000_000));
        }
        work();
        assertThat(calls).containsExactly("TOO_SLOW");
    }

    @Test
    void aListenerThatKeepsUpIsNeverCutOff() {
        subscription.begin();
        for (int i = 0; i < 10 * ListenerSubscription.MAX_EVENTS; i++) {
            subscription.received("event");
            work();
        }
        assertThat(calls).hasSize(10 * ListenerSubscription.MAX_EVENTS);
    }

    @Test
    void anOutageOfCirclesEndsNoSubscription() {
        subscription.begin();
        subscription.confirmed();
        subscription.ended(RelayEnd.CIRCLE_UNREACHABLE);
        assertThat(relay).containsExactly("subscribed", "subscribed");
        subscription.confirmed();
        work();
        assertThat(calls).containsExactly("subscribed", "subscribed");
        assertThat(subscription.isOpen()).isTrue();
    }

    @Test
    void aRejectedChannelIsTold() {
        subscription.begin();
        subscription.rejected();
        work();
        assertThat(calls).containsExactly("REJECTED");
        assertThat(subscription.isOpen()).isFalse();
    }
}
