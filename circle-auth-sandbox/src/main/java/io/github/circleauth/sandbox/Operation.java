package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One call that Circle offers: the four of the Auth API, and those of the Member API that the sandbox knows. */
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
    POST("GET", Api.MEMBER, "spaces/{id}/posts/{id}"),
    COMMENTS("GET", Api.MEMBER, "posts/{id}/comments"),
    COMMENT("POST", Api.MEMBER, "posts/{id}/comments"),
    LIKE("POST", Api.MEMBER, "posts/{id}/user_likes"),
    UNLIKE("DELETE", Api.MEMBER, "posts/{id}/user_likes"),
    EVENTS("GET", Api.MEMBER, "community_events"),
    MEMBERS("GET", Api.MEMBER, "community_members"),
    SET_COOKIES("POST", Api.MEMBER, "cookies"),
    CLEAR_COOKIES("DELETE", Api.MEMBER, "cookies");

    /** Circle's two APIs. The segments of their paths really are swapped. */
    enum Api {
        AUTH("/api/v1/headless/"),
        MEMBER("/api/headless/v1/");

        final String prefix;

        Api(String prefix) {
            this.prefix = prefix;
        }
    }

    /** Stands for every operation, where faults and gates are planned. */
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

    /** The operation of a request, or null: as with Circle, a wrong method is no better than a wrong path. */
    static @Nullable Operation of(Call call) {
        for (Operation operation : values()) {
            if (operation.method.equals(call.method())
                    && operation.path.matcher(call.path()).matches()) {
                return operation;
            }
        }
        return null;
    }

    /** What stands for each {id} in the path of a call of this operation. */
    List<String> ids(Call call) {
        return path.matcher(call.path())
                .results()
                .flatMap(found -> IntStream.rangeClosed(1, found.groupCount()).mapToObj(found::group))
                .toList();
    }

    boolean isCalled(String labelOrAny) {
        return labelOrAny.equals(ANY) || labelOrAny.equals(label);
    }

    /** The name itself, if there is such an operation. */
    static String checked(String labelOrAny) {
        List<String> known = labels();
        if (labelOrAny.equals(ANY) || known.contains(labelOrAny)) {
            return labelOrAny;
        }
        throw new IllegalArgumentException(
                "There is no operation '" + labelOrAny + "': say * or one of " + String.join(", ", known));
    }

    static List<String> labels() {
        return Arrays.stream(values())
                .map(operation -> operation.label)
                .distinct()
                .toList();
    }
}
