package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.FakeLease.Relayed;
import io.github.circleauth.live.PageTransport.Close;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageSocketTest extends PagesTestBase {

    private static final String EVENT = "{\"event\":\"newNotification\",\"body\":\"\\u00e4\"}";

    @Test
    void aPageIsWelcomedFirst() {
        open(lease, page);

        assertThat(page.received()).containsExactly("{\"type\":\"welcome\",\"sid\":\"sid-1\"}");
    }

    @Test
    void eventsPassOnceTheSubscriptionIsConfirmedUnderThePagesOwnIdentifier() {
        PageSocket socket = open();
        String own = "{ \"community_member_id\" : \"1001\", \"channel\":\"NotificationChannel\" }";

        socket.received(subscribe(own));
        assertThat(page.received()).isEmpty();
        assertThat(lease.last().channel).isEqualTo(LiveChannel.notifications());

        lease.last().subscriber.confirmed();
        lease.last().subscriber.received(EVENT);

        assertThat(page.received()).containsExactly(confirmed(own), event(own, EVENT));
    }

    @Test
    void anIdentifierIsEchoedLetterByLetter() {
        PageSocket socket = open();

        socket.received("{\"command\":\"subscribe\",\"identifier\":\"\\u00e4\\ud800 \\/\\u0001\\\"\u20ac\"}");

        assertThat(page.received())
                .containsExactly(
                        "{\"identifier\":\"\\u00e4\\ud800 /\\u0001\\\"\\u20ac\",\"type\":\"reject_subscription\"}");
    }

    @Test
    void repeatsAreSilentWhilePendingAndConfirmedAgainAfterwards() {
        PageSocket socket = open();
        for (int i = 0; i < 50; i++) {
            socket.received(subscribe(NOTIFICATIONS));
        }
        assertThat(page.received()).isEmpty();
        assertThat(lease.relayed).hasSize(1);

        lease.last().subscriber.confirmed();
        socket.received(subscribe(NOTIFICATIONS));

        assertThat(page.received()).containsExactly(confirmed(NOTIFICATIONS), confirmed(NOTIFICATIONS));
        assertThat(lease.relayed).hasSize(1);
    }

    @Test
    void aChatRoomNeedsNoMember() {
        PageSocket socket = open();

        socket.received(subscribe("{\"channel\":\"Chats::RoomChannel\",\"id\":77}"));

        assertThat(lease.last().channel).isEqualTo(new LiveChannel("Chats::RoomChannel", false, Map.of("id", "77")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1002}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":\"1002\"}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"community_member_id\":1002}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1002,\"community_member_id\":1001}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"\\u0063ommunity_member_id\":1002}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":[1001]}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":{\"id\":1001}}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"more\":{\"community_member_id\":1002}}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"more\":[]}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"more\":null}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001,\"more\":true}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001.0}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1.001e3}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":\"01001\"}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":\" 1001\"}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":-1001}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":10010000000000000000000}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":null}",
                "{\"channel\":\"NotificationChannel\"}",
                "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001} {}",
                "{\"channel\":[\"NotificationChannel\"],\"community_member_id\":1001}",
                "{\"channel\":\"notificationChannel\",\"community_member_id\":1001}",
                "{\"channel\":\"Chats::CommunityMemberThreadsChannel\",\"community_member_id\":1001}",
                "{\"channel\":\"AdminChannel\",\"community_member_id\":1001}",
                "{\"channel\":\"Chats::RoomChannel\",\"id\":1,\"community_member_id\":1002}",
                "{\"channel\":\"Chats::RoomChannel\",\"id\":\"a\\\"b c\"}",
                "{\"channel\":\"Chats::RoomChannel\",\"a b\":1}",
                "{\"channel\":\"Chats::RoomChannel\",\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}",
                "{\"community_member_id\":1001}",
                "[]",
                "NotificationChannel",
                "",
                "null"
            })
    void whatIsNotAnAllowedChannelOfTheMembersOwnIsRejected(String identifier) {
        PageSocket socket = open();

        socket.received(subscribe(identifier));

        assertThat(page.received()).containsExactly(rejected(identifier));
        assertThat(lease.relayed).isEmpty();
        assertThat(page.closes).isEmpty();
    }

    @Test
    void aMemberWhoIsNotKnownYetIsComparedBeforeTheConfirmation() {
        lease.memberId = OptionalLong.empty();
        PageSocket socket = open();
        String anothers = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1002}";
        socket.received(subscribe(anothers));
        socket.received(subscribe(NOTIFICATIONS));
        Relayed first = lease.relayed.get(0);

        lease.memberId = OptionalLong.of(1001);
        first.subscriber.confirmed();
        first.subscriber.received(EVENT);
        lease.last().subscriber.confirmed();

        assertThat(page.received()).containsExactly(rejected(anothers), confirmed(NOTIFICATIONS));
        assertThat(first.closed).isTrue();
    }

    @Test
    void noEventPassesBeforeTheConfirmation() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        lease.last().subscriber.received(EVENT);

        assertThat(page.received()).isEmpty();
    }

    @Test
    void aRejectionOfCirclesIsPassedOnAndTheNextAttemptAsksAgain() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        lease.last().subscriber.rejected();
        socket.received(subscribe(NOTIFICATIONS));

        assertThat(page.received()).containsExactly(rejected(NOTIFICATIONS));
        assertThat(lease.relayed).hasSize(2);
    }

    @Test
    void nothingPassesAfterUnsubscribing() {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));
        Relayed relayed = lease.last();
        relayed.subscriber.confirmed();
        page.received();

        socket.received(command("unsubscribe", NOTIFICATIONS));
        relayed.subscriber.received(EVENT);
        socket.received(command("unsubscribe", NOTIFICATIONS));

        assertThat(relayed.closed).isTrue();
        assertThat(page.received()).isEmpty();
        assertThat(page.closes).isEmpty();
    }

    @Test
    void anActionIsDroppedAndCounted() {
        PageSocket socket = open();

        socket.received("{\"command\":\"message\",\"identifier\":\"{}\",\"data\":\"{\\\"action\\\":\\\"speak\\\"}\"}");

        assertThat(page.received()).isEmpty();
        assertThat(page.closes).isEmpty();
        assertThat(pages.messagesDropped()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "\"subscribe\"",
                "{\"command\":\"subscribe\"}",
                "{\"command\":\"subscribe\",\"identifier\":{\"channel\":\"NotificationChannel\"}}",
                "{\"command\":\"subscribe\",\"command\":\"message\",\"identifier\":\"{}\"}",
                "{\"command\":\"whisper\",\"identifier\":\"{}\"}",
                "{\"type\":\"ping\"}",
                "{\"command\":\"message\",\"identifier\":\"{}\"} x"
            })
    void whatIsNotActionCableClosesTheSocket(String garbage) {
        PageSocket socket = open();
        socket.received(subscribe(NOTIFICATIONS));

        socket.received(garbage);

        assertThat(page.closes).containsExactly(Close.UNSUPPORTED_DATA);
        assertThat(lease.last().closed).isTrue();
        assertThat(pages.size()).isZero();
    }

    @Test
    void binaryDataClosesTheSocket() {
        open().receivedBinary();

        assertThat(page.closes).containsExactly(Close.UNSUPPORTED_DATA);
        assertThat(pages.cutOff()).isEqualTo(1);
    }

    /** The container may tell of the page's close before the server's own has returned. */
    @Test
    void aPageThatClosesItsSideAtOnceCountsAsCutOffToo() {
        PageSocket socket = open();
        page.whenClosed = socket::closed;

        socket.receivedBinary();

        assertThat(pages.cutOff()).isEqualTo(1);
    }
}
