package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberJson;
import io.github.circleauth.http.MemberReplies;
import io.github.circleauth.http.MemberRequest;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Circle's Member API as the member who is signed in: {@code @Inject MemberApi circle}, then
 *
 * <pre>{@code
 * record Post(long id, String displayTitle, int userLikesCount) {}
 *
 * JsonValue feed = circle.get("/home", Map.of("page", "2"));
 * Stream<Post> posts = circle.stream("/home", Map.of("sort", "latest"), Post.class);
 * circle.post("/posts/2001/user_likes", null);
 * }</pre>
 *
 * <p>Paths are those behind {@code /api/headless/v1}. Names in JSON have underscores where Java's have capitals; what a
 * type doesn't have is ignored, and what Circle leaves out is null or zero. A token that Circle rejects is renewed once,
 * unseen. Each call blocks for at most {@code circle.auth.request-wait} for a token that isn't there, and {@code
 * circle.auth.call-timeout} for each time it is sent.
 *
 * <p>Every method throws {@link CircleAuthException}: refused (also {@code PERMISSION_DENIED}), unavailable or protocol;
 * and {@link NotSignedInException} if nobody is signed in. Answers of more than 8 MiB are not read.
 *
 * <p>It asks for the member of the calling thread's request. On other threads, use what {@link #as} returned for what
 * {@link CircleMember#capture()} returned on the request's. It may be used by many threads at once.
 */
public final class MemberApi {

    private static final int LONGEST_BODY = 8 * 1024 * 1024;
    private static final Map<String, String> JSON_WANTED = Map.of("accept", "application/json");
    private static final Map<String, String> JSON_SENT =
            Map.of("accept", "application/json", "content-type", "application/json; charset=utf-8");

    private final MemberAccess calls;
    private final CircleMember member;
    private final MemberJson json;

    /** For the wiring: applications have it injected. */
    public MemberApi(MemberAccess calls, CircleMember member) {
        this.calls = calls;
        this.member = member;
        this.json = calls.calls().json();
    }

    /** Returns this API for a certain member, whatever the thread. */
    public MemberApi as(CircleMember captured) {
        return new MemberApi(calls, captured);
    }

    /** Reads what is at a path, such as {@code /community_member}. */
    public JsonValue get(String path) {
        return get(path, Map.of());
    }

    /**
     * Reads what is at a path.
     *
     * @param query the query's parameters, not encoded
     */
    public JsonValue get(String path, Map<String, String> query) {
        return get(path, query, JsonValue.class);
    }

    /** Reads what is at a path into a type of the caller's. */
    public <T> T get(String path, Class<T> type) {
        return get(path, Map.of(), type);
    }

    /**
     * Reads what is at a path into a type of the caller's: a record, a class or an array of such.
     *
     * @param query the query's parameters, not encoded
     */
    public <T> T get(String path, Map<String, String> query, Class<T> type) {
        return ask(new MemberRequest("GET", target(path, query), JSON_WANTED, null), type);
    }

    /**
     * Reads all pages of a listing, one after the other, each when its first record is asked for.
     *
     * @param query the query's parameters, not encoded, without {@code page}; {@code per_page} says how much is read at once
     * @param type what a record is read into
     */
    public <T> Stream<T> stream(String path, Map<String, String> query, Class<T> type) {
        return StreamSupport.stream(new Pages<>(this, path, query, type), false);
    }

    /** Sends something, such as a comment; returns what Circle answers, or JSON's null. */
    public JsonValue post(String path, @Nullable Object body) {
        return send("POST", path, body);
    }

    /** Sends something in place of what there is. */
    public JsonValue put(String path, @Nullable Object body) {
        return send("PUT", path, body);
    }

    /** Sends what is to be changed. */
    public JsonValue patch(String path, @Nullable Object body) {
        return send("PATCH", path, body);
    }

    /** Deletes what is at a path. */
    public JsonValue delete(String path) {
        return send("DELETE", path, null);
    }

    private JsonValue send(String method, String path, @Nullable Object body) {
        return ask(
                body == null
                        ? new MemberRequest(method, path, JSON_WANTED, null)
                        : new MemberRequest(method, path, JSON_SENT, new MemberRequest.Bytes(json.write(body))),
                JsonValue.class);
    }

    private static String target(String path, Map<String, String> query) {
        return query.isEmpty()
                ? path
                : new TreeMap<>(query)
                        .entrySet().stream()
                                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                                .collect(Collectors.joining("&", path + "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    <T> T read(JsonValue value, Class<T> type) {
        return json.read(value, type);
    }

    private <T> T ask(MemberRequest call, Class<T> type) {
        try (CircleResponse reply = calls.send(member, call, calls.calls().callTimeout())) {
            if (reply.status() / 100 != 2) {
                throw calls.calls().replies().failure(call, reply, reply.peek(MemberReplies.LONGEST_ENVELOPE));
            }
            byte[] body = reply.peek(LONGEST_BODY);
            if (body == null) {
                throw MemberReplies.unusable(call, reply, "it is longer than " + LONGEST_BODY + " bytes");
            }
            return json.read(call, reply, body, type);
        } catch (IOException brokenOff) { // Its text says nothing that a caller could act upon.
            throw new CircleUnavailableException(
                    "Circle's answer to " + call.method() + " " + call.target().replaceFirst("\\?.*", "")
                            + " broke off.",
                    null,
                    null,
                    !call.method().equals("GET"));
        }
    }
}
