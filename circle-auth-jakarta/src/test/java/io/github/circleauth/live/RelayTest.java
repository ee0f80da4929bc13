package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.live.Upstream.UpstreamEnd;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A relay: one connection for all subscribers of a lease, for as long as they want it and the lease lives. */
class RelayTest extends RelayTestBase {

    private static final String SUBSCRIBE = new CableJson().subscribe(NOTIFICATIONS);

    @Test
    void allSubscribersShareOneConnectionAndEachChannelIsSubscribedToOnce() {
        Told first = subscribe(CHANNEL);
        Told second = subscribe(CHANNEL);
        last().welcome().confirm(NOTIFICATIONS);
        Told third = subscribe(CHANNEL);
        last().bring(event(NOTIFICATIONS, "{\"n\":1}"));
        assertThat(connections)
                .singleElement()
                .satisfies(each -> assertThat(each.sent).containsExactly(SUBSCRIBE));
        assertThat(List.of(first, second, third))
                .allSatisfy(each -> assertThat(each.calls).containsExactly("confirmed", "{\"n\":1}"));
    }

    @Test
    void nothingIsSentBeforeTheWelcome() {
        subscribe(CHANNEL);
        assertThat(last().sent).isEmpty();
    }

    @Test
    void theConnectionEndsHalfAMinuteAfterTheLastSubscriber() {
        Told told = subscribed();
        told.place.close();
        pass(20);
        Told again = subscribe(CHANNEL);
        assertThat(again.calls).as("confirmed at once").containsExactly("confirmed");
        again.place.close();
        pass(29);
        assertThat(last().aborted).isFalse();
        pass(2);
        assertThat(last().aborted).isTrue();
        assertThat(ownerCalls).containsExactly("closed");
        subscribe(CHANNEL);
        assertThat(ownerCalls).containsExactly("closed", "too late");
        assertThat(connections).hasSize(1);
    }

    @Test
    void aChannelThatNobodyWantsIsLeftWhileTheOthersStay() {
        subscribed();
        Told rooms = subscribe(LiveChannel.chatRooms());
        rooms.place.close();
        pass(31);
        String identifier = NOTIFICATIONS.replace("NotificationChannel", "ChatRoomChannel");
        assertThat(last().sent).endsWith(new CableJson().unsubscribe(identifier));
        assertThat(last().aborted).isFalse();
    }

    @Test
    void afterTheEndOfTheLeaseNoEventPassesEvenIfNobodyHasTold() {
        Told told = subscribed();
        lease.over = true;
        last().bring(event(NOTIFICATIONS, "{}"));
        assertThat(told.calls).containsExactly("confirmed");
        pass(1);
        assertThat(told.calls).containsExactly("confirmed", "LEASE_ENDED");
        assertThat(last().aborted).isTrue();
    }

    @Test
    void theEndOfTheLeaseIsToldAtOnceAndALaterSubscriberHearsOfItToo() {
        Told told = subscribed();
        relay.end();
        work();
        assertThat(told.calls).endsWith("LEASE_ENDED");
        assertThat(last().aborted).isTrue();
        assertThat(subscribe(CHANNEL).calls).containsExactly("LEASE_ENDED");
    }

    @Test
    void aRejectedChannelIsToldToItsSubscribersAlone() {
        Told told = subscribed();
        Told room = subscribe(LiveChannel.chatRoom("7"));
        last().bring(
                        "{\"identifier\":\"{\\\"channel\\\":\\\"Chats::RoomChannel\\\",\\\"id\\\":7}\",\"type\":\"reject_subscription\"}");
        assertThat(room.calls).containsExactly("rejected");
        assertThat(told.calls).containsExactly("confirmed");
    }

    @Test
    void anEventOfAChannelThatNobodySubscribedToIsDropped() {
        Told told = subscribed();
        last().bring(event("{\"channel\":\"NotificationChannel\",\"community_member_id\":1002}", "{}"))
                .bring("garbage")
                .bring("{\"identifier\":\"x\",\"type\":\"confirm_subscription\"}");
        assertThat(told.calls).containsExactly("confirmed");
        assertThat(last().more).as("each text is dealt with").isEqualTo(5);
    }

    @Test
    void anUnansweredSubscriptionIsRepeated() {
        subscribe(CHANNEL);
        last().welcome();
        pass(4);
        assertThat(last().sent).containsExactly(SUBSCRIBE, SUBSCRIBE);
        last().confirm(NOTIFICATIONS);
        pass(10);
        assertThat(last().sent).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_restart", "remote", "invalid_request", "unauthorized", "something new"})
    void aDisconnectIsFollowedByAnotherConnectionAndNobodyIsTold(String reason) {
        Told told = subscribed();
        last().bring("{\"type\":\"disconnect\",\"reason\":\"" + reason + "\",\"reconnect\":false}");
        assertThat(last().aborted).isTrue();
        pass(3);
        assertThat(connections).hasSize(2);
        last().welcome().confirm(NOTIFICATIONS).bring(event(NOTIFICATIONS, "1"));
        assertThat(told.calls).containsExactly("confirmed", "1");
        assertThat(rejected).hasSize(reason.equals("unauthorized") ? 1 : 0);
    }

    @Test
    void sixSecondsOfSilenceAreTheEndOfAConnection() {
        subscribed();
        last().pings = false;
        pass(5);
        assertThat(last().aborted).isFalse();
        pass(1);
        assertThat(connections.get(0).aborted).isTrue();
        pass(3);
        assertThat(connections).hasSize(2);
    }

    @Test
    void aConnectionWithoutAWelcomeEndsAfterTenSeconds() {
        subscribe(CHANNEL);
        last().pings = true;
        pass(9);
        assertThat(connections.get(0).aborted).isFalse();
        pass(1);
        assertThat(connections.get(0).aborted).isTrue();
    }

    @Test
    void subscribersAreToldAfterHalfAMinuteWithoutCircle() {
        Told told = subscribed();
        last().end(UpstreamEnd.LOST);
        for (int second = 0; second < 29; second++) {
            pass(1);
            if (!last().aborted) {
                last().end(UpstreamEnd.LOST);
            }
        }
        assertThat(told.calls).containsExactly("confirmed");
        assertThat(connections.size()).as("with back-off").isBetween(4, 12);
        pass(2);
        assertThat(told.calls).containsExactly("confirmed", "CIRCLE_UNREACHABLE");
        assertThat(ownerCalls).containsExactly("closed");
    }

    @Test
    void subscribersAreToldTooIfCircleWelcomesEachConnectionAndDisconnectsIt() {
        Told told = subscribe(CHANNEL);
        for (int second = 0; second < 29; second++) {
            if (!last().aborted) {
                last().welcome().bring("{\"type\":\"disconnect\",\"reason\":\"server_restart\",\"reconnect\":true}");
            }
            pass(1);
        }
        assertThat(told.calls).isEmpty();
        pass(2);
        assertThat(told.calls).containsExactly("CIRCLE_UNREACHABLE");
    }

    @Test
    void aRefusedTokenIsRenewedOnceInARowOfRefusals() {
        subscribe(CHANNEL);
        last().end(UpstreamEnd.TOKEN_REFUSED);
        lease.token = token("second");
        pass(3);
        last().end(UpstreamEnd.TOKEN_REFUSED);
        pass(8);
        assertThat(rejected).extracting(each -> each.value().reveal()).containsExactly("first");
        assertThat(last().token).isEqualTo("second");
        assertThat(refusals.allowRenewal(now)).as("of another lease").isFalse();
        last().welcome().end(UpstreamEnd.TOKEN_REFUSED);
        assertThat(rejected).hasSize(2);
    }

    @Test
    void whenRenewedTokensAreRefusedTooNoMoreThanOneAMinuteIsThrownAwayUntilAConnectionSucceeds() {
        refusals.renewedInVain(now);
        subscribe(CHANNEL);
        last().end(UpstreamEnd.TOKEN_REFUSED);
        assertThat(rejected).isEmpty();
        pass(3);
        last().welcome().end(UpstreamEnd.TOKEN_REFUSED);
        assertThat(rejected).hasSize(1);

        refusals.renewedInVain(now);
        long minute = now + Duration.ofMinutes(1).toNanos();
        assertThat(refusals.allowRenewal(minute - 1)).isFalse();
        assertThat(refusals.allowRenewal(minute)).isTrue();
        assertThat(refusals.allowRenewal(minute)).isFalse();
    }

    @Test
    void theSubscriptionsOfAUserWhoIsNoMemberAreRejected() {
        lease.token = null;
        lease.failure = new CompletionException(
                new CircleRefusedException(Reason.MEMBER_UNKNOWN, "There is no such member.", null));
        Told told = subscribe(CHANNEL);
        assertThat(told.calls).containsExactly("rejected");
        assertThat(ownerCalls).containsExactly("closed");
        assertThat(subscribe(CHANNEL).calls).isEmpty();
        assertThat(ownerCalls).as("the next one gets a relay of its own").containsExactly("closed", "too late");
    }

    @Test
    void theRateLimiterPutsAHandshakeOff() {
        wait = Optional.of(Duration.ofSeconds(10));
        subscribe(CHANNEL);
        pass(9);
        assertThat(connections).isEmpty();
        wait = Optional.empty();
        // At a random moment within 15 seconds, since others wait for the same one.
        pass(2 + 15);
        assertThat(connections).hasSize(1);
    }

    @Test
    void thereAreNoMoreChannelsAndSubscribersThanTheBounds() {
        for (int room = 0; room < RelayChannels.MAX_CHANNELS; room++) {
            subscribe(new LiveChannel("X", false, Map.of("id", "" + room)));
        }
        assertThat(subscribe(CHANNEL).calls).containsExactly("rejected");
        Told told = subscribe(new LiveChannel("X", false, Map.of("id", "0")));
        assertThat(told.calls).isEmpty();
        told.place.close();
        for (int i = RelayChannels.MAX_CHANNELS; i < RelayChannels.MAX_SUBSCRIBERS; i++) {
            assertThat(subscribe(new LiveChannel("X", false, Map.of("id", "0"))).calls)
                    .isEmpty();
        }
        assertThat(subscribe(new LiveChannel("X", false, Map.of("id", "0"))).calls)
                .containsExactly("rejected");
    }

    @Test
    void pagesThatLeaveAndEnterChannelsSendCircleNoFlood() {
        for (int room = 0; room < RelayChannels.MAX_NEW_CHANNELS_PER_MINUTE; room++) {
            Told told = subscribe(new LiveChannel("X", false, Map.of("id", "" + room)));
            assertThat(told.calls).isEmpty();
            told.place.close();
        }
        assertThat(subscribe(CHANNEL).calls).containsExactly("rejected");
        pass(60);
        assertThat(subscribe(CHANNEL).calls).isEmpty();
    }

    @Test
    void aSubscriberThatFailsGetsNoMoreAndHarmsNoOther() {
        Place failing = new Place(CHANNEL, new Subscriber() {
            @Override
            public void confirmed() {}

            @Override
            public void rejected() {}

            @Override
            public void received(String message) {
                throw new IllegalStateException("simulated");
            }

            @Override
            public void ended(RelayEnd end) {}
        });
        boolean unused = relay.subscribe(failing);
        Told told = subscribed();
        last().bring(event(NOTIFICATIONS, "1")).bring(event(NOTIFICATIONS, "2"));
        assertThat(told.calls).containsExactly("confirmed", "1", "2");
        assertThat(failing.isClosed()).isTrue();
    }
}
