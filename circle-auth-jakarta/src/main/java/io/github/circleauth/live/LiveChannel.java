package io.github.circleauth.live;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A channel of Circle's, with its parameters.
 *
 * @param name the name, such as {@code NotificationChannel}
 * @param ofMember whether it is one member's, so that its parameters include {@code community_member_id}. The relay adds the
 *     id of the member whose lease it is; no caller can name another one
 * @param parameters the other parameters, such as the id of a chat room
 */
public record LiveChannel(String name, boolean ofMember, Map<String, String> parameters) {

    static final String NAME = "channel";
    static final String MEMBER_ID = "community_member_id";

    private static final String CHAT_ROOM = "Chats::RoomChannel";

    /**
     * Creates a channel, documented or not.
     *
     * @throws IllegalArgumentException if a parameter is called {@code channel} or {@code community_member_id}
     */
    public LiveChannel {
        requireNonNull(name, "name");
        parameters = Map.copyOf(parameters);
        if (name.isBlank() || parameters.containsKey(NAME) || parameters.containsKey(MEMBER_ID)) {
            throw new IllegalArgumentException("A channel needs a name, and its parameters can't include " + NAME
                    + " or " + MEMBER_ID + ": they are the name, and the id of the current member.");
        }
    }

    /** Returns the channel of the member's notifications. */
    public static LiveChannel notifications() {
        return new LiveChannel("NotificationChannel", true, Map.of());
    }

    /** Returns the channel of what happens to the member's chat rooms. */
    public static LiveChannel chatRooms() {
        return new LiveChannel("ChatRoomChannel", true, Map.of());
    }

    /**
     * Returns the channel of one chat room's messages.
     *
     * @param id the room's id
     */
    public static LiveChannel chatRoom(String id) {
        return new LiveChannel(CHAT_ROOM, false, Map.of("id", id));
    }

    /** Returns the channel of the threads that the member takes part in. */
    public static LiveChannel threads() {
        return new LiveChannel("Chats::CommunityMemberThreadsChannel", true, Map.of());
    }
}
