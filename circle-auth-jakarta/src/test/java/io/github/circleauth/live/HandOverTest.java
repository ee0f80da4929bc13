package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.Upstream.UpstreamEnd;
import org.junit.jupiter.api.Test;

/** A newer token: the next connection takes over, and the two together bring each event once. */
class HandOverTest extends RelayTestBase {

    private static final String CHAT_ROOMS = NOTIFICATIONS.replace("NotificationChannel", "ChatRoomChannel");

    private final Told told = subscribed();
    private final FakeConnection old = last();

    private FakeConnection next() {
        lease.token = token("second");
        pass(1);
        assertThat(connections).hasSize(2);
        assertThat(last().token).isEqualTo("second");
        return last();
    }

    @Test
    void theOldConnectionEndsSomeSecondsAfterTheNewOneIsConfirmed() {
        FakeConnection next = next().welcome();
        pass(5);
        assertThat(old.aborted).as("until it is confirmed").isFalse();
        next.confirm(NOTIFICATIONS);
        pass(2);
        assertThat(old.aborted).isFalse();
        pass(1);
        assertThat(old.aborted).isTrue();
        assertThat(told.calls).containsExactly("confirmed");
    }

    @Test
    void eachEventPassesOnceWhicheverConnectionBringsItFirst() {
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        old.bring(event(NOTIFICATIONS, "1"));
        next.bring(event(NOTIFICATIONS, "1"));
        next.bring(event(NOTIFICATIONS, "2"));
        old.bring(event(NOTIFICATIONS, "2"));
        old.bring(event(NOTIFICATIONS, "3"));
        assertThat(told.calls).containsExactly("confirmed", "1", "2", "3");
    }

    @Test
    void equalTextsCountOneForOne() {
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        for (int i = 0; i < 3; i++) {
            old.bring(event(NOTIFICATIONS, "0"));
        }
        for (int i = 0; i < 5; i++) {
            next.bring(event(NOTIFICATIONS, "0"));
        }
        assertThat(told.calls).containsExactly("confirmed", "0", "0", "0", "0", "0");
    }

    @Test
    void whatTheOldConnectionBroughtIsNotRepeatedByTheNewOneAfterwards() {
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        old.bring(event(NOTIFICATIONS, "1"));
        old.end(UpstreamEnd.LOST);
        next.bring(event(NOTIFICATIONS, "1"));
        next.bring(event(NOTIFICATIONS, "1"));
        assertThat(told.calls).containsExactly("confirmed", "1", "1");
        assertThat(connections).hasSize(2);
    }

    @Test
    void anEventBeforeTheSubscriptionOfTheNewConnectionIsNotExpectedFromIt() {
        old.bring(event(NOTIFICATIONS, "1"));
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        next.bring(event(NOTIFICATIONS, "1"));
        assertThat(told.calls).containsExactly("confirmed", "1", "1");
    }

    @Test
    void aNewConnectionThatFailsIsTriedAgainWhileTheOldOneGoesOn() {
        next().end(UpstreamEnd.LOST);
        pass(3);
        assertThat(connections).hasSize(3);
        assertThat(old.aborted).isFalse();
        old.bring(event(NOTIFICATIONS, "1"));
        assertThat(told.calls).containsExactly("confirmed", "1");
    }

    @Test
    void aNewConnectionThatIsNotConfirmedIsGivenUp() {
        FakeConnection next = next().welcome();
        pass(20);
        assertThat(next.aborted).isTrue();
        assertThat(old.aborted).isFalse();
    }

    @Test
    void anEventInTheQueueOfAConnectionThatEndedPasses() {
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        pass(2);
        now += 1_000_000_000;
        relay.tick();
        old.listener.received(event(NOTIFICATIONS, "1"));
        work();
        next.bring(event(NOTIFICATIONS, "1"));
        assertThat(old.aborted).isTrue();
        assertThat(told.calls).containsExactly("confirmed", "1");
    }

    @Test
    void aSubscriberThatComesDuringTheHandOverIsSubscribedOnBoth() {
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        subscribe(LiveChannel.chatRooms());
        assertThat(old.sent).hasSize(2);
        assertThat(next.sent).hasSize(2);
        old.confirm(CHAT_ROOMS);
        pass(5);
        assertThat(old.aborted).as("until the new channel is confirmed too").isFalse();
        next.confirm(CHAT_ROOMS);
        pass(3);
        assertThat(old.aborted).isTrue();
    }

    @Test
    void aChannelThatCircleNeverConfirmsDoesNotKeepTheNewConnectionFromTakingOver() {
        subscribe(LiveChannel.chatRoom("404"));
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        pass(20);
        assertThat(old.aborted).isTrue();
        assertThat(next.aborted).isFalse();
        assertThat(connections).hasSize(2);
    }

    @Test
    void aChannelThatCircleConfirmedOnTheOldConnectionAloneDoesNotKeepItForEver() {
        subscribe(LiveChannel.chatRooms());
        old.confirm(CHAT_ROOMS);
        FakeConnection next = next().welcome().confirm(NOTIFICATIONS);
        pass(13);
        assertThat(old.aborted).isFalse();
        pass(5);
        assertThat(old.aborted).isTrue();
        assertThat(next.aborted).isFalse();
        assertThat(connections).hasSize(2);
    }
}
