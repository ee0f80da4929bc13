package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.ChatRooms.Message;
import io.github.circleauth.sandbox.ChatRooms.Room;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes chat rooms and their messages as the Member API does, for one member. */
record ChatJson(ChatRooms rooms, Person member) {

    JsonObject room(Room room) {
        List<Person> others = others(room);
        JsonArrayBuilder preview = Json.array();
        others.forEach(other -> preview.add(
                participant(room, other).add("can_send_message", true).add("status", "offline")));
        List<Message> unread = rooms.unread(room, member);
        JsonObjectBuilder json = Json.object()
                .add("id", room.id())
                .add("uuid", room.uuid())
                .add("identifier", room.kind() + "-" + room.id())
                .add("unread_messages_count", unread.size())
                .add("chat_room_kind", room.kind())
                .add("chat_room_name", others.stream().map(Person::name).collect(Collectors.joining(", ")))
                .add("chat_room_description", "")
                .add("chat_room_show_history", true)
                .add("chat_room_participants_count", room.participants().size())
                .add("other_participants_preview", preview)
                .add("current_participant", participant(room, member).add("can_send_message", false));
        rooms.last(room).ifPresent(last -> json.add("last_message", message(last)));
        return json.add(
                        "first_unread_message_id",
                        unread.isEmpty()
                                ? JsonValue.NULL
                                : Json.number(unread.get(0).id()))
                .build();
    }

    private List<Person> others(Room room) {
        return room.participants().stream()
                .filter(person -> !person.equals(member))
                .toList();
    }

    private static JsonObjectBuilder participant(Room room, Person person) {
        return Json.object()
                .add("id", room.participantId(person))
                .add("name", person.name())
                .add("last_seen_text", "")
                .add("headline", person.headline())
                .add("bio", "")
                .add("location", "")
                .addNull("avatar_url")
                .add("user_id", RecordJson.userId(person))
                .add("community_member_id", person.communityMemberId())
                .addNull("deleted_at")
                .add("admin", !room.isDirect() && room.participants().indexOf(person) == 0)
                .add("community_admin", person.admin())
                .add("moderator", false)
                .add("muted", false)
                .add("archived", false);
    }

    /** Writes a message, for everyone the same. */
    static JsonObject message(Message message) {
        Room room = message.room();
        return Json.object()
                .add("id", message.id())
                .addNull("parent_message_id")
                .add("edited_at", time(message.editedAt()))
                .add("created_at", Timestamps.iso(message.sentAt()))
                .add("chat_room_uuid", room.uuid())
                .add("chat_room_kind", room.kind())
                .add("chat_room_participant_id", room.participantId(message.sender()))
                .add("body", message.text())
                .addNull("bookmark_id")
                .add("rich_text_body", RichText.ofChat(message.text()))
                .add("sent_at", Timestamps.iso(message.sentAt()))
                .add("creation_uuid", message.creationUuid())
                .add("replies_count", 0)
                .addNull("last_reply_at")
                .add("sender", sender(message))
                .add("total_thread_participants_count", 0)
                .add("thread_participants_preview", Json.array())
                .addNull("chat_thread_id")
                .add("reactions", Json.array())
                .add("embedded_chat_message_access", Json.array())
                .build();
    }

    private static JsonObjectBuilder sender(Message message) {
        Person sender = message.sender();
        return Json.object()
                .add("id", message.room().participantId(sender))
                .add("name", sender.name())
                .add("community_member_id", sender.communityMemberId())
                .addNull("avatar_url");
    }

    private static JsonValue time(@Nullable Instant time) {
        return time == null ? JsonValue.NULL : Json.string(Timestamps.iso(time));
    }

    /** Writes the messages around one, which a request names: otherwise around the last one. */
    JsonObject messages(Room room, @Nullable Long around, int before, int after) {
        List<Message> all = rooms.messages(room);
        int last = all.size() - 1;
        int index = around == null
                ? last
                : (int) all.stream().filter(message -> message.id() < around).count();
        int from = Math.max(0, index - before);
        // Exclusive, with the message itself.
        int to = (int) Math.min(all.size(), index + 1L + after);
        JsonArrayBuilder records = Json.array();
        all.subList(from, Math.max(from, to)).forEach(message -> records.add(message(message)));
        JsonObjectBuilder json = Json.object();
        if (last >= 0) {
            json.add("id", all.get(Math.min(index, last)).id())
                    .add("first_id", all.get(Math.min(from, last)).id())
                    .add("last_id", all.get(Math.max(0, to - 1)).id());
        }
        return json.add("has_previous_page", from > 0)
                .add("has_next_page", to < all.size())
                .add("total_count", all.size())
                .add("records", records)
                .build();
    }
}
