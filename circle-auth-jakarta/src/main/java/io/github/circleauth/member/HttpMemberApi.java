package io.github.circleauth.member;

import io.github.circleauth.CircleMember;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.ErrorResponse;
import io.github.circleauth.http.MemberRequest;
import io.github.circleauth.http.RequestBody;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The Member API by the library's own HTTP client.
 *
 * @param source the deployment's access to the Member API
 * @param member looked up at each request
 */
record HttpMemberApi(Supplier<MemberAccess> source, CircleMember member) implements MemberApi, Serializable {

    private static final int MAX_BODY = 8 * 1024 * 1024;
    private static final Map<String, String> READ_HEADERS = Map.of("accept", "application/json");
    private static final Map<String, String> WRITE_HEADERS =
            Map.of("accept", "application/json", "content-type", "application/json; charset=utf-8");

    @Override
    public MemberApi as(CircleMember captured) {
        return new HttpMemberApi(source, captured);
    }

    private MemberAccess access() {
        return source.get();
    }

    private MemberJson json() {
        return access().json();
    }

    private Object writeReplace() {
        return new PassivatedHandle(member, true);
    }

    @Override
    public <T> T get(String path, Map<String, ?> query, Class<T> type) {
        ReadableTypes.check(type);
        return execute(read(MemberTarget.of(path, query)), type);
    }

    @Override
    public <T> Stream<T> stream(String path, Map<String, ?> query, Class<T> type) {
        ReadableTypes.check(type);
        ListingPage first = ListingPage.first(MemberTarget.of(path, query));
        return StreamSupport.stream(
                new Pages<>(page -> execute(read(page), JsonValue.class), first, json(), type), false);
    }

    private static MemberRequest read(MemberTarget target) {
        return new MemberRequest("GET", target.text(), READ_HEADERS, null);
    }

    @Override
    public JsonValue post(String path, @Nullable Object body) {
        return write("POST", path, body);
    }

    @Override
    public JsonValue put(String path, @Nullable Object body) {
        return write("PUT", path, body);
    }

    @Override
    public JsonValue patch(String path, @Nullable Object body) {
        return write("PATCH", path, body);
    }

    @Override
    public JsonValue delete(String path) {
        return write("DELETE", path, null);
    }

    private JsonValue write(String method, String path, @Nullable Object body) {
        String target = MemberRequest.relative(path);
        return execute(
                body == null
                        ? new MemberRequest(method, target, READ_HEADERS, null)
                        : new MemberRequest(method, target, WRITE_HEADERS, new RequestBody.Bytes(json().write(body))),
                JsonValue.class);
    }

    private <T> T execute(MemberRequest request, Class<T> type) {
        try (CircleResponse response = access().send(member, request, access().callTimeout())) {
            if (response.status() / 100 != 2) {
                throw MemberErrors.failure(
                        access().error(request, response, response.peek(ErrorResponse.MAX_ENVELOPE)));
            }
            byte[] body = response.peek(MAX_BODY);
            if (body == null) {
                throw access().error(request, response, null).unusable("it is longer than " + MAX_BODY + " bytes");
            }
            access().http().bodies().responded();
            return json().read(body, type, () -> access().error(request, response, body));
        } catch (IOException brokenOff) {
            throw access().http().bodies().brokenOff(request, brokenOff);
        }
    }
}
