package io.github.circleauth.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleMember;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.CircleStandIn;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.member.MemberApi;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MemberApi} for tests, with the given responses:
 *
 * <pre>{@code
 * FakeMemberApi circle = FakeMemberApi.with("/home", "{\"records\": []}")
 *         .and("POST /posts/12/user_likes", "{\"success\": true}")
 *         .and("/spaces/7", 404, "{\"message\": \"Space not found.\"}");
 * }</pre>
 *
 * <p>It checks requests and maps JSON by the library's own classes, so it returns and fails as the injected one does. It is
 * used as member 1001; {@link #as} makes it another's, such as {@link FakeMember#away()}. A request without a given response
 * gets 404. {@link #stream} requests its first page without {@code page}, and the second with {@code page=2}. Safe for many
 * threads.
 */
public final class FakeMemberApi implements MemberApi {

    private static final String ROOT = "/api/headless/v1";
    private static final int OK = 200;

    /**
     * A request that was sent.
     *
     * @param method the HTTP method, in capitals
     * @param path path and query, such as {@code /home?page=2}
     * @param body the JSON that was sent, or an empty text
     */
    public record Request(String method, String path, String body) {}

    /** A response to the requests of a pattern. */
    private record Given(RequestPattern pattern, int status, String json) {}

    private final List<Given> responses = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final MemberApi api;

    private FakeMemberApi() {
        CircleHttp http = CircleHttp.builder()
                .apiToken(Secret.of("unused"))
                .rateLimit(1_000_000, Duration.ofSeconds(1))
                .standIn(this::respond)
                .build();
        this.api = new MemberAccess(http).api(FakeMember.of(1001));
    }

    /**
     * Returns an API with one response, whose status is 200.
     *
     * @param request the path, if need be with a method other than GET and a space in front. A query in it must occur in a
     *     request; without one, requests with any query get the response
     * @param json the body
     */
    public static FakeMemberApi with(String request, String json) {
        return with(request, OK, json);
    }

    /** As {@link #with(String, String)}, with another status, such as 404. */
    public static FakeMemberApi with(String request, int status, String json) {
        return new FakeMemberApi().and(request, status, json);
    }

    /** Adds a response as {@link #with(String, String)} does; the later one for the same request replaces the former. */
    public FakeMemberApi and(String request, String json) {
        return and(request, OK, json);
    }

    /** Adds a response with another status, as {@link #with(String, int, String)} does. */
    public FakeMemberApi and(String request, int status, String json) {
        responses.add(0, new Given(RequestPattern.of(request), status, json));
        return this;
    }

    /** Returns the requests so far, the oldest first. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    private Optional<CircleStandIn.Response> respond(CircleStandIn.Request sent) {
        String path = sent.path().substring(ROOT.length());
        requests.add(new Request(sent.method(), path, new String(sent.body(), UTF_8)));
        String line = sent.method() + " " + path;
        RequestPattern request = RequestPattern.of(line);
        Given response = responses.stream()
                .filter(each -> each.pattern().matches(request))
                .max(Comparator.comparingInt(each -> each.pattern().parameters().size()))
                .orElseGet(() -> none(line, request));
        return Optional.of(new CircleStandIn.Response(
                response.status(),
                Map.of("content-type", "application/json"),
                response.json().getBytes(UTF_8)));
    }

    /** A path has no character that JSON would have to escape. */
    private static Given none(String line, RequestPattern request) {
        return new Given(
                request, 404, "{\"message\": \"This FakeMemberApi has no response for " + line + ": add one.\"}");
    }

    @Override
    public MemberApi as(CircleMember member) {
        return api.as(member);
    }

    @Override
    public <T> T get(String path, Map<String, ?> query, Class<T> type) {
        return api.get(path, query, type);
    }

    @Override
    public <T> Stream<T> stream(String path, Map<String, ?> query, Class<T> type) {
        return api.stream(path, query, type);
    }

    @Override
    public JsonValue post(String path, @Nullable Object body) {
        return api.post(path, body);
    }

    @Override
    public JsonValue put(String path, @Nullable Object body) {
        return api.put(path, body);
    }

    @Override
    public JsonValue patch(String path, @Nullable Object body) {
        return api.patch(path, body);
    }

    @Override
    public JsonValue delete(String path) {
        return api.delete(path);
    }
}
