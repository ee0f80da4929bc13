package io.github.circleauth.sandbox;

import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A subscription of one connection.
 *
 * @param identifier the identifier, exactly as the client sent it
 * @param channel the name of the channel
 * @param room the room of a room's channel, as the client named it, or null
 */
record CableSubscription(
        String identifier, String channel, @Nullable String room) {

    static final String NOTIFICATIONS = "NotificationChannel";
    static final String CHAT_ROOMS = "ChatRoomChannel";
    static final String ROOM = "Chats::RoomChannel";
    static final String THREADS = "Chats::CommunityMemberThreadsChannel";

    private static final String MEMBER_KEY = "community_member_id";

    /**
     * Returns the subscription with this identifier, or nothing if the member may not have it.
     *
     * @param roomKey the value of the switch {@code cable-room-key}
     */
    static Optional<CableSubscription> of(String identifier, long member, String roomKey) {
        try {
            JsonObject fields = Json.parseObject(identifier.getBytes(StandardCharsets.UTF_8));
            String channel = fields.getString("channel", "");
            return switch (channel) {
                case NOTIFICATIONS, CHAT_ROOMS, THREADS ->
                    isOwn(fields, member)
                            ? Optional.of(new CableSubscription(identifier, channel, null))
                            : Optional.empty();
                case ROOM ->
                    room(fields, roomKey)
                            .filter(room -> !fields.containsKey(MEMBER_KEY) || isOwn(fields, member))
                            .map(room -> new CableSubscription(identifier, channel, room));
                default -> Optional.empty();
            };
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private static boolean isOwn(JsonObject fields, long member) {
        return Long.toString(member).equals(text(fields.get(MEMBER_KEY)));
    }

    private static Optional<String> room(JsonObject fields, String roomKey) {
        List<String> keys = roomKey.equals("any") ? List.of("id", "chat_room_id", "chat_room_uuid") : List.of(roomKey);
        return keys.stream()
                .flatMap(key -> Stream.ofNullable(text(fields.get(key))))
                .findFirst();
    }

    /** Returns a number or a text as text, otherwise null. */
    private static @Nullable String text(@Nullable JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        return value instanceof JsonNumber number ? number.toString() : null;
    }
}
