package io.github.circleauth.member;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.NotSignedInException;
import jakarta.json.JsonValue;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Circle's Member API as the current member: {@code @Inject MemberApi circle}, then
 *
 * <pre>{@code
 * public record Post(long id, String displayTitle, int userLikesCount) {}
 *
 * JsonValue feed = circle.get("/home", Map.of("page", 2));
 * Stream<Post> posts = circle.stream("/home?sort=latest", Post.class);
 * JsonValue about = circle.get("/spaces/11/posts", Map.of("topics[]", List.of(7, 8)));
 * circle.post("/posts/2001/user_likes", null);
 * }</pre>
 *
 * <p>Paths are those of Circle's reference, with or without {@code /api/headless/v1}. Query parameters may stand in the path,
 * percent-encoded, or in a map, not encoded: there a collection or an array repeats the parameter, and a parameter replaces
 * those of the same name in the path. A value is a text, number, boolean, enum constant, date or id.
 *
 * <p>In JSON, names are written with underscores. Types are public records, or public classes with a constructor without
 * parameters. Fields that a type does not have are ignored; fields that Circle leaves out are null or zero, and so is a null.
 * Anything else that a type can't take is a failure that names the field: a number that is too large, a text for a number, an
 * array for an object, an enum constant that is not there. A type of which no object can be created is rejected before the
 * request.
 *
 * <p>A token that Circle rejects is renewed and the request repeated once, if its body can be sent again. Each method blocks
 * for at most {@code circle.auth.request-wait} if there is no valid token, and for {@code circle.auth.call-timeout} for each
 * request.
 *
 * <p>Every method throws {@link CircleAuthException} if Circle refuses (also with {@code PERMISSION_DENIED}), is unavailable
 * or sends a response that can't be read; {@link NotSignedInException} if nobody is signed in; and before anything is sent
 * {@link IllegalArgumentException} for a path, parameter, type or body that can't be used. Responses over 8 MiB, or nested more
 * than 200 deep, are not read.
 *
 * <p>The member is the one of the calling thread's request, at each call. On other threads, use the API that {@link #as}
 * returns for a {@linkplain CircleMember#capture() captured} member. Safe for many threads.
 */
public interface MemberApi {

    /** Returns this API for the given member, on any thread where it is called. */
    MemberApi as(CircleMember captured);

    /** Reads the resource at a path, such as {@code /community_member}. */
    default JsonValue get(String path) {
        return get(path, Map.of());
    }

    /**
     * Reads the resource at a path.
     *
     * @param query the query parameters, not encoded; a collection repeats one
     */
    default JsonValue get(String path, Map<String, ?> query) {
        return get(path, query, JsonValue.class);
    }

    /** Reads the resource at a path into a type of the caller's. */
    default <T> T get(String path, Class<T> type) {
        return get(path, Map.of(), type);
    }

    /**
     * Reads the resource at a path into a type of the caller's: a record, a class, or an array of these.
     *
     * @param query the query parameters, not encoded; a collection repeats one
     */
    <T> T get(String path, Map<String, ?> query, Class<T> type);

    /** Reads all pages of a listing, each when its first record is requested. */
    default <T> Stream<T> stream(String path, Class<T> type) {
        return stream(path, Map.of(), type);
    }

    /**
     * Reads all pages of a listing, each when its first record is requested: by {@code page}, by {@code search_after}, or, for
     * chat messages, by {@code id}. A {@code page} in the query is where the stream begins. Chat messages come from the newest
     * back; with an {@code id}, from there on to newer ones, unless {@code next_per_page} is 0.
     *
     * <p>The stream fails with a {@link io.github.circleauth.CircleProtocolException} if a page repeats, so that it never
     * reads on for ever, or if the response is no listing.
     *
     * @param query the query parameters, not encoded; {@code per_page} is the size of a page
     * @param type the type of a record
     */
    <T> Stream<T> stream(String path, Map<String, ?> query, Class<T> type);

    /** Creates something, such as a comment; returns Circle's response, or JSON's null if it is empty. */
    JsonValue post(String path, @Nullable Object body);

    /** Replaces the resource at a path; returns Circle's response, or JSON's null if it is empty. */
    JsonValue put(String path, @Nullable Object body);

    /** Changes the resource at a path; returns Circle's response, or JSON's null if it is empty. */
    JsonValue patch(String path, @Nullable Object body);

    /** Deletes the resource at a path; returns Circle's response, or JSON's null if it is empty. */
    JsonValue delete(String path);
}
