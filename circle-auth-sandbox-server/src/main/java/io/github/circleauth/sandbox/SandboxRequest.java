package io.github.circleauth.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to the sandbox, received over a socket or made in process.
 *
 * @param method the HTTP method, in capitals
 * @param path the path, starting with a slash, without the query
 * @param query the query after the question mark, still encoded, or null
 * @param headers the headers, with lower-case names
 * @param body the bytes of the body, empty if there is none
 */
// Requests are never compared, and a copy of the body per request would only cost time.
@SuppressWarnings("ArrayRecordComponent")
public record SandboxRequest(
        String method, String path, @Nullable String query, Map<String, String> headers, byte[] body) {

    public SandboxRequest {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        headers = Map.copyOf(lower);
    }

    /** Returns a request with a bearer token and a JSON body, as Circle's clients send it. */
    public static SandboxRequest json(String method, String path, String bearer, String body) {
        return new SandboxRequest(
                method,
                path,
                null,
                Map.of("authorization", "Bearer " + bearer, "content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a GET request with a bearer token. The path may have a query. */
    public static SandboxRequest get(String pathAndQuery, String bearer) {
        return of("GET", pathAndQuery, Map.of("authorization", "Bearer " + bearer), new byte[0]);
    }

    /** Returns a request for a path that may have a query. */
    static SandboxRequest of(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
        int mark = pathAndQuery.indexOf('?');
        String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
        String query = mark < 0 ? null : pathAndQuery.substring(mark + 1);
        return new SandboxRequest(method, path, query, headers, body);
    }

    /** Whether the request is for an endpoint with this method: HEAD is for those with GET. */
    boolean isMethod(String endpoints) {
        return endpoints.equals(method) || (method.equals("HEAD") && endpoints.equals("GET"));
    }

    /** Returns the parameters of the query. */
    Map<String, String> queryParameters() {
        return UrlEncoded.parse(query);
    }

    @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** Returns the token after {@code Authorization: Bearer}, or null. */
    @Nullable String bearer() {
        String authorization = header("authorization");
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7);
        return bearer && authorization != null ? authorization.substring(7).strip() : null;
    }

    /** Returns method and path only: headers and body carry tokens. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
