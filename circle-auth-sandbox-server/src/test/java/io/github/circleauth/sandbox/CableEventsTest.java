package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.CableClient.identifier;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The events of what members do through the Member API. */
class CableEventsTest {

    @RegisterExtension
    static final SandboxExtension sandbox = new SandboxExtension();

    private final InProcessClient client = new InProcessClient(sandbox.circle());
    private String ada = "";
    private String grace = "";
    private CableClient graces;
    private ChatRooms.Room room;

    @BeforeEach
    void connect() {
        ada = client.access("ada@example.com");
        grace = client.access("grace@example.com");
        graces = CableClient.connect(sandbox.uri(), grace);
        graces.next();
        room = client.circle.community().chatRooms().room("601").orElseThrow();
    }

    @AfterEach
    void close() {
        graces.close();
    }

    private JsonObject nextEvent() {
        return graces.nextButPings().getJsonObject("message");
    }

    private void adaSends(String text) {
        client.memberRequest("POST", "messages/" + room.uuid() + "/chat_room_messages", ada, ChatApiTest.message(text));
    }

    @Test
    void aCommentNotifiesThePostsAuthor() {
        graces.subscribe(identifier("NotificationChannel", 1002));
        client.memberRequest("POST", "notifications/reset_new_notifications_count", grace, "");
        assertThat(nextEvent()).hasToString("{\"event\":\"resetNewNotificationCount\",\"new_notifications_count\":0}");

        client.memberRequest("POST", "posts/2005/comments", ada, "{\"comment\":{\"body\":\"Try it.\"}}");

        JsonObject event = nextEvent();
        assertThat(event.getString("event")).isEqualTo("newNotification");
        assertThat(event.getString("actor_name")).isEqualTo("Ada Byron");
        assertThat(event.getString("display_action")).isEqualTo("commented on");
        assertThat(nextEvent()).hasToString("{\"event\":\"updateNewNotificationCount\",\"new_notifications_count\":1}");
    }

    @Test
    void theFirstLikeByAMemberNotifiesThePostsAuthor() {
        graces.subscribe(identifier("NotificationChannel", 1002));
        client.memberRequest("POST", "posts/2005/user_likes", grace, "");
        client.memberRequest("POST", "posts/2005/user_likes", ada, "");
        client.memberRequest("DELETE", "posts/2005/user_likes", ada, "");
        client.memberRequest("POST", "posts/2005/user_likes", ada, "");
        client.memberRequest("POST", "posts/2005/comments", ada, "{\"comment\":{\"body\":\"Try it.\"}}");

        assertThat(nextEvent().getString("display_action")).isEqualTo("liked");
        assertThat(nextEvent().getString("event")).isEqualTo("updateNewNotificationCount");
        assertThat(nextEvent().getString("display_action")).isEqualTo("commented on");
    }

    @Test
    void aNewPostNotifiesTheOthersOfItsSpace() {
        graces.subscribe(identifier("NotificationChannel", 1002));
        int before = client.circle
                .community()
                .activity()
                .newNotifications(sandbox.circle().people().get(1));

        SandboxResponse response = client.memberRequest(
                "POST",
                "spaces/12/posts",
                ada,
                "{\"name\":\"A new hinge\",\"tiptap_body\":" + richText("Of brass.") + "}");

        assertThat(response.status()).isEqualTo(200);
        JsonObject post = InProcessClient.json(response);
        assertThat(post.getString("body_plain_text")).isEqualTo("Of brass.");
        assertThat(nextEvent().getString("notifiable_title")).isEqualTo("A new hinge");
        assertThat(nextEvent().getInt("new_notifications_count")).isEqualTo(before + 1);
        JsonObject first = InProcessClient.records(InProcessClient.json(client.get("home", grace)))
                .get(0);
        assertThat(first.getInt("id")).isEqualTo(post.getInt("id"));
        assertThat(client.memberRequest("POST", "spaces/14/posts", ada, "{\"name\":\"No\"}")
                        .status())
                .isEqualTo(401);
        assertThat(client.memberRequest("POST", "spaces/12/posts", ada, "{}").status())
                .isEqualTo(400);
    }

    private static String richText(String text) {
        return Json.parseObject(ChatApiTest.message(text).getBytes(StandardCharsets.UTF_8))
                .getJsonObject("rich_text_body")
                .toString();
    }

    @Test
    void aMessageReachesTheParticipantsAndTheRoom() {
        graces.subscribe(identifier("ChatRoomChannel", 1002));
        adaSends("Hello");
        JsonObject event = nextEvent();
        assertThat(event.getString("event")).isEqualTo("newMessage");
        assertThat(event.getString("body")).isEqualTo("Hello");
        assertThat(event.getString("chat_room_uuid")).isEqualTo(room.uuid());
        graces.command("unsubscribe", identifier("ChatRoomChannel", 1002));

        graces.subscribe("{\"channel\":\"Chats::RoomChannel\",\"id\":601}");
        adaSends("Again");
        event = nextEvent();
        assertThat(event.getString("body")).isEqualTo("Again");

        String path = "messages/" + room.uuid() + "/chat_room_messages/" + event.getInt("id");
        client.memberRequest("PUT", path, ada, ChatApiTest.message("Edited"));
        client.memberRequest("DELETE", path, ada, "");
        event = nextEvent();
        assertThat(event.getString("event")).isEqualTo("updatedMessage");
        assertThat(event.getString("body")).isEqualTo("Edited");
        event = nextEvent();
        assertThat(event.getString("event")).isEqualTo("deletedMessage");
        assertThat(event.containsKey("parent_message")).isTrue();
    }

    @Test
    void aReaderAndTheParticipantsOfANewRoomAreTold() {
        graces.subscribe(identifier("ChatRoomChannel", 1002));
        client.memberRequest("POST", "messages/" + room.uuid() + "/mark_all_as_read", ada, "");
        client.memberRequest("POST", "messages/" + room.uuid() + "/mark_all_as_read", grace, "");
        assertThat(nextEvent()).hasToString("{\"event\":\"chatRoomRead\",\"chat_room_uuid\":\"" + room.uuid() + "\"}");

        String radia = client.access("radia@example.com");
        client.memberRequest("POST", "messages", radia, "{\"chat_room\":{\"community_member_ids\":[\"1002\"]}}");

        JsonObject event = nextEvent();
        assertThat(event.getString("event")).isEqualTo("chatRoomCreated");
        assertThat(event.getString("chat_room_name")).isEqualTo("Radia Joy");
    }

    @Test
    void aRoomIsForItsParticipantsAndNamedByTheKeyOfTheSwitch() {
        String byUuid = "{\"channel\":\"Chats::RoomChannel\",\"chat_room_uuid\":\"" + room.uuid() + "\"}";
        String byId = "{\"channel\":\"Chats::RoomChannel\",\"id\":\"601\"}";
        client.circle.switches().set("cable-room-key", "chat_room_uuid");
        assertThat(graces.subscribe(byUuid)).isEqualTo("confirm_subscription");
        assertThat(graces.subscribe(byId)).isEqualTo("reject_subscription");
        client.circle.switches().set("cable-room-key", "any");
        assertThat(graces.subscribe(byId)).isEqualTo("confirm_subscription");
        assertThat(graces.subscribe("{\"channel\":\"Chats::RoomChannel\",\"id\":601,\"community_member_id\":1001}"))
                .isEqualTo("reject_subscription");

        try (CableClient radia = CableClient.connect(sandbox.uri(), client.access("radia@example.com"))) {
            radia.next();
            assertThat(radia.subscribe(byId)).isEqualTo("reject_subscription");
        }
    }
}
