package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.InProcessClient.json;
import static io.github.circleauth.sandbox.InProcessClient.records;
import static io.github.circleauth.sandbox.InProcessClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatApiTest {

    private final InProcessClient client = new InProcessClient();
    private final String ada = client.access("ada@example.com");
    private final String grace = client.access("grace@example.com");
    private final String hedy = client.access("hedy@example.com");
    private final String radia = client.access("radia@example.com");
    private final String direct = roomWith("Grace Murray", ada);

    static String message(String text) {
        return "{\"rich_text_body\":{\"body\":{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":"
                + "[{\"type\":\"text\",\"text\":" + Json.string(text) + "}]}]}}}";
    }

    private String roomWith(String name, String token) {
        return records(json(client.get("messages", token))).stream()
                .filter(room -> room.getString("chat_room_name").equals(name))
                .findFirst()
                .orElseThrow()
                .getString("uuid");
    }

    private SandboxResponse send(String room, String token, String text) {
        return client.memberRequest("POST", "messages/" + room + "/chat_room_messages", token, message(text));
    }

    private List<JsonObject> messages(String query) {
        return records(json(client.get("messages/" + direct + "/chat_room_messages" + query, ada)));
    }

    private JsonObject room(String token) {
        return json(client.get("messages/" + direct, token)).getJsonObject("chat_room");
    }

    @Test
    void aMembersRoomsAreListedThatWithTheLatestMessageFirst() {
        JsonObject page = json(client.get("messages", ada));

        assertThat(page.getInt("count")).isEqualTo(2);
        assertThat(records(page))
                .extracting(room -> room.getString("chat_room_kind"))
                .containsExactlyInAnyOrder("direct", "group_chat");
        send(direct, grace, "Hello");
        assertThat(records(json(client.get("messages", ada))).get(0).getString("uuid"))
                .isEqualTo(direct);
        assertThat(json(client.get("messages", radia)).getInt("count")).isZero();
        assertThat(roomWith("Ada Byron, Grace Murray", hedy)).isNotEmpty();
    }

    @Test
    void aSentMessageIsAcceptedAndThenTheLast() {
        SandboxResponse response = send(direct, ada, "Brass & oil");

        assertThat(response.status()).isEqualTo(202);
        assertThat(json(response).getString("sent_at")).isEqualTo("2026-05-01T12:00:00.250Z");
        List<JsonObject> all = messages("");
        JsonObject last = all.get(all.size() - 1);
        assertThat(last.getString("body")).isEqualTo("Brass & oil");
        assertThat(last.getJsonObject("rich_text_body").getString("circle_ios_fallback_text"))
                .isEqualTo("Brass & oil");
        assertThat(last.getJsonObject("sender").getInt("community_member_id")).isEqualTo(1001);
        assertThat(last.getString("creation_uuid")).isEqualTo(json(response).getString("creation_uuid"));
        assertThat(room(grace).getJsonObject("last_message")).isEqualTo(last);
    }

    @Test
    void aMessageIsUnreadByTheOthersUntilTheyReadTheRoom() {
        client.memberRequest("POST", "messages/" + direct + "/mark_all_as_read", ada, "");
        assertThat(room(ada).getInt("unread_messages_count")).isZero();
        assertThat(room(ada).get("first_unread_message_id")).isEqualTo(JsonValue.NULL);

        send(direct, grace, "One");
        send(direct, grace, "Two");

        assertThat(room(ada).getInt("unread_messages_count")).isEqualTo(2);
        assertThat(room(ada).getInt("first_unread_message_id"))
                .isEqualTo(room(ada).getJsonObject("last_message").getInt("id") - 1);
        assertThat(room(grace).getInt("unread_messages_count")).isZero();
        assertThat(json(client.get("messages/unread_chat_rooms", ada))
                        .getJsonArray("chat_rooms")
                        .getValuesAs(JsonString::getString))
                .contains(direct);

        assertThat(client.memberRequest("POST", "messages/" + direct + "/mark_all_as_read", ada, "")
                        .status())
                .isEqualTo(200);
        assertThat(json(client.get("messages/unread_chat_rooms", ada)).toString())
                .doesNotContain(direct);
    }

    @Test
    void messagesAreReadBeforeAndAfterOne() {
        for (int i = 0; i < 30; i++) {
            send(direct, ada, "Number " + i);
        }
        JsonObject latest = json(client.get("messages/" + direct + "/chat_room_messages", ada));

        assertThat(records(latest)).hasSize(21);
        assertThat(latest.getBoolean("has_previous_page")).isTrue();
        assertThat(latest.getBoolean("has_next_page")).isFalse();
        assertThat(latest.getInt("total_count")).isEqualTo(34);
        assertThat(latest.getInt("last_id")).isEqualTo(latest.getInt("id"));
        int first = latest.getInt("first_id");
        JsonObject older = json(client.get(
                "messages/" + direct + "/chat_room_messages?id=" + first + "&previous_per_page=5&next_per_page=0",
                ada));
        assertThat(records(older)).hasSize(6);
        assertThat(older.getInt("last_id")).isEqualTo(first);
        assertThat(messages("?id=" + first + "&previous_per_page=0&next_per_page=2"))
                .extracting(message -> message.getInt("id"))
                .containsExactly(first, first + 1, first + 2);
        assertThat(messages("?id=1&next_per_page=0")).hasSize(1);
        assertThat(messages("?id=999999999")).hasSize(20);
    }

    @Test
    void aRoomIsCreatedOnceForTheSameMembers() {
        String wanted = "{\"chat_room\":{\"kind\":\"direct\",\"community_member_ids\":[\"1004\"],"
                + message("Hello").substring(1) + "}";

        JsonObject created =
                json(client.memberRequest("POST", "messages", ada, wanted)).getJsonObject("chat_room");

        assertThat(created.getString("chat_room_name")).isEqualTo("Radia Joy");
        assertThat(created.getJsonObject("last_message").getString("body")).isEqualTo("Hello");
        assertThat(roomWith("Ada Byron", radia)).isEqualTo(created.getString("uuid"));
        String again = "{\"chat_room\":{\"kind\":\"direct\",\"community_member_ids\":[1001]}}";
        assertThat(json(client.memberRequest("POST", "messages", radia, again))
                        .getJsonObject("chat_room")
                        .getString("uuid"))
                .isEqualTo(created.getString("uuid"));
        String group = "{\"chat_room\":{\"kind\":\"group_chat\",\"community_member_ids\":[1001, 1003]}}";
        assertThat(json(client.memberRequest("POST", "messages", radia, group))
                        .getJsonObject("chat_room")
                        .getInt("chat_room_participants_count"))
                .isEqualTo(3);
    }

    @Test
    void theSenderAloneEditsAndDeletesAMessage() {
        send(direct, ada, "Tpyo");
        int id = room(ada).getJsonObject("last_message").getInt("id");
        String path = "messages/" + direct + "/chat_room_messages/" + id;

        assertThat(client.memberRequest("PUT", path, grace, message("Mine")).status())
                .isEqualTo(401);
        JsonObject edited = json(client.memberRequest("PUT", path, ada, message("Typo")));
        assertThat(edited.getString("body")).isEqualTo("Typo");
        assertThat(edited.getString("edited_at")).isEqualTo("2026-05-01T12:00:00.250Z");
        assertThat(json(client.get(path, grace))).isEqualTo(edited);
        assertThat(client.memberRequest("DELETE", path, grace, "").status()).isEqualTo(401);
        assertThat(client.memberRequest("DELETE", path, ada, "").status()).isEqualTo(200);
        assertThat(client.get(path, ada).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/chat_room_messages"})
    void aRoomOfOthersIsRefused(String path) {
        assertThat(text(client.get("messages/" + direct + path, hedy)))
                .isEqualTo("{\"message\":\"You cannot perform this action.\"}");
        assertThat(client.get("messages/unknown" + path, hedy).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"rich_text_body\":\"text\"}",
                "{\"rich_text_body\":{\"body\":{}}}",
                "{\"rich_text_body\":{\"body\":{\"type\":\"doc\",\"content\":7}}}",
                "{\"rich_text_body\":{\"body\":{\"type\":\"doc\",\"content\":[7]}}}"
            })
    void aMessageWithoutTextIsRefused(String body) {
        assertThat(client.memberRequest("POST", "messages/" + direct + "/chat_room_messages", ada, body)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aBodyThatIsNestedTooDeeplyIsRefused() {
        String nested = "{\"rich_text_body\":" + "[".repeat(2000) + "]".repeat(2000) + "}";

        assertThat(client.memberRequest("POST", "messages/" + direct + "/chat_room_messages", ada, nested)
                        .status())
                .isEqualTo(400);
        assertThat(client.authToken(nested).status()).isBetween(400, 499);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"chat_room\":7}",
                "{\"chat_room\":{\"community_member_ids\":[]}}",
                "{\"chat_room\":{\"community_member_ids\":[\"1001\"]}}",
                "{\"chat_room\":{\"community_member_ids\":\"1002\"}}"
            })
    void aRoomWithoutOthersIsRefused(String body) {
        assertThat(client.memberRequest("POST", "messages", ada, body).status()).isEqualTo(400);
    }

    @Test
    void aRoomWithAStrangerIsRefused() {
        assertThat(client.memberRequest("POST", "messages", ada, "{\"chat_room\":{\"community_member_ids\":[\"7\"]}}")
                        .status())
                .isEqualTo(404);
    }
}
