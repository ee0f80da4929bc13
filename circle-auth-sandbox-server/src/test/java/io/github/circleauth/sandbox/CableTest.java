package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.identifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CableTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final String NOTIFICATIONS = identifier("NotificationChannel", 1001);

    private final Circle circle = Circle.builder()
            .clock(InstantSource.fixed(Instant.parse("2026-05-01T12:00:00Z")))
            .build();
    private final Sandbox sandbox = Sandbox.start(circle, 0);
    private final InProcessClient client = new InProcessClient(circle);
    private final Cable cable = sandbox.cable();

    @AfterEach
    void close() {
        sandbox.close();
    }

    private CableClient ada() {
        CableClient ada = CableClient.connect(sandbox.uri(), client.access("ada@example.com"));
        assertThat(ada.next().getString("type")).isEqualTo("welcome");
        return ada;
    }

    @Test
    void aMemberIsWelcomedAndPingedEveryThreeSecondsOfTheClock() {
        try (CableClient ada = CableClient.connect(sandbox.uri(), client.access("ada@example.com"))) {
            JsonObject welcome = ada.next();
            assertThat(welcome.getString("type")).isEqualTo("welcome");
            assertThat(welcome.getString("sid")).isNotEmpty();
            assertThat(ada.socket.getSubprotocol()).isEqualTo("actioncable-v1-json");
            for (int seconds = 3; seconds <= 9; seconds += 3) {
                circle.clock().advance(Duration.ofSeconds(3));
                assertThat(ada.next())
                        .hasToString("{\"type\":\"ping\",\"message\":"
                                + Instant.parse("2026-05-01T12:00:00Z")
                                        .plusSeconds(seconds)
                                        .getEpochSecond() + "}");
            }
        }
    }

    @Test
    void theFourChannelsOfTheMemberAreConfirmed() {
        try (CableClient ada = ada()) {
            for (String identifier : List.of(
                    NOTIFICATIONS,
                    identifier("NotificationChannel", "1001"),
                    identifier("ChatRoomChannel", 1001),
                    identifier("Chats::CommunityMemberThreadsChannel", 1001))) {
                assertThat(ada.subscribe(identifier)).as(identifier).isEqualTo("confirm_subscription");
            }
            assertThat(cable.subscriptions(1001)).hasSize(4);
            assertThat(cable.subscriptions(1002)).isEmpty();
        }
    }

    @Test
    void allElseIsRejected() {
        try (CableClient ada = ada()) {
            for (String identifier : List.of(
                    identifier("NotificationChannel", 1002),
                    identifier("NotificationChannel", "1001 "),
                    "{\"channel\":\"NotificationChannel\"}",
                    "{\"channel\":\"NotificationChannel\",\"community_member_id\":[1001]}",
                    "{\"channel\":{\"name\":\"NotificationChannel\"},\"community_member_id\":1001}",
                    identifier("AdminChannel", 1001),
                    "{\"channel\":\"Chats::RoomChannel\"}",
                    "NotificationChannel",
                    "[".repeat(4000),
                    "{\"a\":\"" + "a".repeat(5000) + "\"}")) {
                assertThat(ada.subscribe(identifier)).as(identifier).isEqualTo("reject_subscription");
            }
            assertThat(cable.subscriptions(1001)).isEmpty();
        }
    }

    @Test
    void anEventReachesEachSubscriptionOfTheMemberWithItsIdentifierLetterByLetter() {
        String spaced = "{ \"community_member_id\": \"1001\",  \"channel\": \"NotificationChannel\" }";
        try (CableClient ada = ada();
                CableClient grace = CableClient.connect(sandbox.uri(), client.access("grace@example.com"))) {
            grace.next();
            grace.subscribe(identifier("NotificationChannel", 1002));
            ada.subscribe(NOTIFICATIONS);
            ada.subscribe(spaced);

            assertThat(cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":7}"))
                    .isEqualTo(2);

            for (String identifier : List.of(NOTIFICATIONS, spaced)) {
                JsonObject event = ada.next();
                assertThat(event.getString("identifier")).isEqualTo(identifier);
                assertThat(event.getJsonObject("message")).hasToString("{\"event\":\"newNotification\",\"id\":7}");
            }
            assertThat(cable.connections(1001).get(0).eventsSent()).isEqualTo(2);
            assertThat(cable.connections(1002).get(0).eventsSent()).isZero();
            assertThat(cable.event(1001, "ChatRoomChannel", "newMessage", "{}")).isZero();
        }
    }

    @Test
    void theEventsNameHasThePlaceOfTheSwitch() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            circle.switches().set("cable-event-name", "type");
            cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":7}");
            circle.switches().set("cable-event-name", "event-and-data");
            cable.event(1001, "NotificationChannel", "newNotification", "{\"id\":7}");
            cable.message(1001, "NotificationChannel", "{\"as\":\"it is\"}");

            assertThat(ada.next().getJsonObject("message")).hasToString("{\"type\":\"newNotification\",\"id\":7}");
            assertThat(ada.next().getJsonObject("message"))
                    .hasToString("{\"event\":\"newNotification\",\"data\":{\"id\":7}}");
            assertThat(ada.next().getJsonObject("message")).hasToString("{\"as\":\"it is\"}");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cable.message(1001, "NotificationChannel", "[]"))
                .withMessage("An event must be a JSON object, not: []");
    }

    @Test
    void aSecondSubscribeIsSilentAndAnUnsubscribedChannelGetsNothing() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            ada.command("subscribe", NOTIFICATIONS);
            assertThat(ada.subscribe(identifier("ChatRoomChannel", 1001))).isEqualTo("confirm_subscription");
            ada.command("unsubscribe", NOTIFICATIONS);
            cable.awaitSubscriptions(1, LONG);

            assertThat(cable.event(1001, "NotificationChannel", "newNotification", "{}"))
                    .isZero();
        }
    }

    @Test
    void theClientsMessagesAreKeptAndNonsenseHasNoEffect() {
        try (CableClient ada = ada()) {
            ada.subscribe(NOTIFICATIONS);
            ada.send("nonsense");
            ada.send("[".repeat(60_000));
            ada.send("{\"command\":7,\"identifier\":[]}");
            ada.send("{\"command\":\"message\",\"identifier\":\"unknown\",\"data\":\"lost\"}");
            ada.send(Json.object()
                    .add("command", "message")
                    .add("identifier", NOTIFICATIONS)
                    .add("data", "{\"action\":\"ping\"}")
                    .build()
                    .toString());
            ada.subscribe(identifier("ChatRoomChannel", 1001));

            assertThat(cable.connections(1001).get(0).received()).containsExactly("{\"action\":\"ping\"}");
        }
    }

    @Test
    void theClientsCloseEndsTheConnection() {
        CableClient ada = ada();
        CableConnection connection = cable.connections(1001).get(0);
        assertThat(connection.isOpen()).isTrue();

        ada.socket.sendClose(1000, "").join();

        cable.awaitConnections(0, LONG);
        assertThat(connection.isOpen()).isFalse();
        assertThat(ada.closeCode()).isEqualTo(1000);
    }

    @Test
    void aResetEndsAllConnections() {
        try (CableClient ada = ada()) {
            circle.reset();

            assertThat(ada.closeCode()).isEqualTo(1006);
            assertThat(cable.connections()).isEmpty();
        }
    }

    @Test
    void aDroppedConnectionHasNothingMoreToSend() {
        try (CableClient ada = ada()) {
            CableConnection connection = cable.connections(1001).get(0);
            connection.drop();

            assertThat(connection.next(circle.clock().instant().plusSeconds(60)))
                    .isNull();
            assertThat(ada.closeCode()).isEqualTo(1006);
        }
    }

    @Test
    void theAuditHasTheHandshakeWithTheMember() {
        try (CableClient ada = ada()) {
            assertThat(sandbox.audit().calls("/cable")).isEqualTo(1);
            assertThat(sandbox.audit().calls()).last().satisfies(call -> {
                assertThat(call.status()).isEqualTo(101);
                assertThat(call.communityMemberId()).isEqualTo(1001);
            });
        }
    }
}
