package io.github.circleauth.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One request as it reached the sandbox, whether over a socket or in process.
 *
 * @param method the HTTP method, in capitals
 * @param path the path, beginning with a slash, without the query
 * @param query what stands behind the question mark, still encoded
 * @param headers the headers, with lower-case names
 * @param body the bytes of the body, empty when there is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per call would only cost
public record Call(String method, String path, @Nullable String query, Map<String, String> headers, byte[] body) {

    public Call {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    /** A call with a bearer token and a JSON body, as Circle's clients make them. */
    public static Call json(String method, String path, String bearer, String body) {
        return new Call(
                method,
                path,
                null,
                Map.of("authorization", "Bearer " + bearer, "content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** A call with a bearer token and no body; the path may carry a query. */
    public static Call get(String pathAndQuery, String bearer) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        return new Call("GET", path, query, Map.of("authorization", "Bearer " + bearer), new byte[0]);
    }

    @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** What stands behind {@code Authorization: Bearer}, or null. */
    @Nullable String bearer() {
        String authorization = header("authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer && authorization != null ? authorization.substring(7).strip() : null;
    }

    /** Method and path only: headers and body carry tokens. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
