package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An operation of Circle's: the four of the Auth API, those of the Member API that the sandbox supports, and the handshake of
 * the real-time channel.
 */
enum Operation {
    AUTH_TOKEN("POST", Api.AUTH, "auth_token"),
    ACCESS_TOKEN_REFRESH("PATCH", Api.AUTH, "access_token/refresh"),
    ACCESS_TOKEN_REVOKE("POST", Api.AUTH, "access_token/revoke"),
    REFRESH_TOKEN_REVOKE("POST", Api.AUTH, "refresh_token/revoke"),

    COMMUNITY_MEMBER("GET", Api.MEMBER, "community_member"),
    HOME("GET", Api.MEMBER, "home"),
    NOTIFICATIONS("GET", Api.MEMBER, "notifications"),
    NEW_NOTIFICATIONS("GET", Api.MEMBER, "notifications/new_notifications_count"),
    RESET_NEW_NOTIFICATIONS("POST", Api.MEMBER, "notifications/reset_new_notifications_count"),
    READ_NOTIFICATION("POST", Api.MEMBER, "notifications/{id}/mark_as_read"),
    READ_ALL_NOTIFICATIONS("POST", Api.MEMBER, "notifications/mark_all_as_read"),
    SPACES("GET", Api.MEMBER, "spaces"),
    SPACE("GET", Api.MEMBER, "spaces/{id}"),
    SPACE_POSTS("GET", Api.MEMBER, "spaces/{id}/posts"),
    CREATE_POST("POST", Api.MEMBER, "spaces/{id}/posts"),
    POST("GET", Api.MEMBER, "spaces/{id}/posts/{id}"),
    COMMENTS("GET", Api.MEMBER, "posts/{id}/comments"),
    COMMENT("POST", Api.MEMBER, "posts/{id}/comments"),
    LIKE("POST", Api.MEMBER, "posts/{id}/user_likes"),
    UNLIKE("DELETE", Api.MEMBER, "posts/{id}/user_likes"),
    EVENTS("GET", Api.MEMBER, "community_events"),
    MEMBERS("GET", Api.MEMBER, "community_members"),
    CHAT_ROOMS("GET", Api.MEMBER, "messages"),
    CREATE_CHAT_ROOM("POST", Api.MEMBER, "messages"),
    UNREAD_CHAT_ROOMS("GET", Api.MEMBER, "messages/unread_chat_rooms"),
    CHAT_ROOM("GET", Api.MEMBER, "messages/{id}"),
    READ_CHAT_ROOM("POST", Api.MEMBER, "messages/{id}/mark_all_as_read"),
    CHAT_MESSAGES("GET", Api.MEMBER, "messages/{id}/chat_room_messages"),
    SEND_CHAT_MESSAGE("POST", Api.MEMBER, "messages/{id}/chat_room_messages"),
    CHAT_MESSAGE("GET", Api.MEMBER, "messages/{id}/chat_room_messages/{id}"),
    EDIT_CHAT_MESSAGE("PUT", Api.MEMBER, "messages/{id}/chat_room_messages/{id}"),
    DELETE_CHAT_MESSAGE("DELETE", Api.MEMBER, "messages/{id}/chat_room_messages/{id}"),
    SET_COOKIES("POST", Api.MEMBER, "cookies"),
    CLEAR_COOKIES("DELETE", Api.MEMBER, "cookies"),

    /** The handshake of the real-time channel. */
    CABLE("GET", Api.CABLE, "cable"),

    /** Any endpoint of an OpenAPI document that the sandbox has no operation for. */
    DOCUMENTED("", Api.MEMBER, "documented");

    /** Circle's two APIs, the segments of whose paths Circle does swap, and its real-time channel. */
    enum Api {
        AUTH("/api/v1/headless/"),
        MEMBER("/api/headless/v1/"),
        CABLE("/");

        final String prefix;

        Api(String prefix) {
            this.prefix = prefix;
        }
    }

    /** The name that means every operation, for faults and gates. */
    static final String ANY = "*";

    final Api api;
    final String label;
    private final String method;
    private final Pattern path;

    Operation(String method, Api api, String label) {
        this.method = method;
        this.api = api;
        this.label = label;
        this.path = Pattern.compile(Pattern.quote(api.prefix) + label.replace("{id}", "([^/]+)"));
    }

    /** Returns the operation of a request, or null if method or path are unknown. Circle doesn't tell the two apart. */
    static @Nullable Operation of(SandboxRequest request) {
        for (Operation operation : values()) {
            if (request.isMethod(operation.method)
                    && operation.path.matcher(request.path()).matches()) {
                return operation;
            }
        }
        return null;
    }

    String method() {
        return method;
    }

    PathTemplate template() {
        return PathTemplate.of(api.prefix + label);
    }

    /** Returns the values of the {id} placeholders in the path of a request of this operation. */
    List<String> ids(SandboxRequest request) {
        return path.matcher(request.path())
                .results()
                .flatMap(found -> IntStream.rangeClosed(1, found.groupCount()).mapToObj(found::group))
                .toList();
    }

    /** Whether a name means this operation: its own, or {@link #ANY}. */
    boolean matches(String name) {
        return name.equals(ANY) || name.equals(label);
    }

    /**
     * Returns the name.
     *
     * @throws IllegalArgumentException if it is neither {@link #ANY} nor the name of an operation
     */
    static String checkName(String name) {
        List<String> known = labels();
        if (name.equals(ANY) || known.contains(name)) {
            return name;
        }
        throw new IllegalArgumentException(
                "There is no operation '" + name + "': use * or one of " + String.join(", ", known));
    }

    private static List<String> labels() {
        return Arrays.stream(values())
                .map(operation -> operation.label)
                .distinct()
                .toList();
    }
}
