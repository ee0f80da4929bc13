package io.github.circleauth.http;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request of the Member API, without its token.
 *
 * @param method the HTTP method, in capitals
 * @param target path and query below {@code /api/headless/v1}, such as {@code /home?page=2}
 * @param headers further headers, by lower-case name; neither {@code Authorization} nor cookies
 * @param body the body, or null
 */
public record MemberRequest(
        String method,
        String target,
        Map<String, String> headers,
        @Nullable RequestBody body) {

    /** The root of Circle's Member API. The Auth API's is {@code /api/v1/headless}: the segments really are swapped. */
    private static final String PREFIX = "/api/headless/v1";

    private static final int MAX_TARGET_LENGTH = 4096;
    private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]++)++");
    private static final Pattern QUERY =
            Pattern.compile("(?:[A-Za-z0-9._~!$'()*+,;:@/?&=\\[\\]-]|%(?![01])(?!7[fF])[0-9A-Fa-f]{2})*+");

    /**
     * Checks the target.
     *
     * @throws IllegalArgumentException if it is not {@linkplain #isPlain plain}; the message does not repeat it, since it
     *     may come from a browser
     */
    public MemberRequest {
        check(target);
        headers = Map.copyOf(headers);
    }

    private static void check(String target) {
        if (target.length() > MAX_TARGET_LENGTH) {
            throw new IllegalArgumentException("The path and query of a Member API request have " + target.length()
                    + " characters; at most " + MAX_TARGET_LENGTH + " are possible.");
        }
        if (!isPlain(target)) {
            throw new IllegalArgumentException("The path of a Member API request begins with a slash, such as"
                    + " /posts/12/comments, and has letters, digits and -._~ between its slashes; its query is"
                    + " percent-encoded, and there is no fragment.");
        }
    }

    /**
     * Returns the target of a path, which may begin with the Member API's root, as in Circle's reference.
     *
     * @throws IllegalArgumentException if it is not {@linkplain #isPlain plain}
     */
    public static String relative(String path) {
        String target = path.startsWith(PREFIX + "/") ? path.substring(PREFIX.length()) : path;
        check(target);
        return target;
    }

    /**
     * Returns whether a path with an optional query is plain, so that no server on the way can take it for another one: no
     * dot segments, no encoding in the path, no empty segments, no path parameters.
     */
    public static boolean isPlain(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return target.length() <= MAX_TARGET_LENGTH
                && PATH.matcher(path).matches()
                && QUERY.matcher(query).matches();
    }

    /** Returns the request for an absolute path and query, or null if it is outside the Member API. */
    public static @Nullable MemberRequest ofAbsolute(
            String method, String pathAndQuery, Map<String, String> headers, @Nullable RequestBody body) {
        boolean isMemberApi = pathAndQuery.startsWith(PREFIX + "/");
        String target = isMemberApi ? pathAndQuery.substring(PREFIX.length()) : "";
        return isPlain(target) ? new MemberRequest(method, target, headers, body) : null;
    }

    /** Returns path and query from the host's root. */
    String absolutePath() {
        return PREFIX + target;
    }

    /** Returns whether the request only reads, so that losing its response does no harm. */
    public boolean isRead() {
        return method.equals("GET");
    }

    /** Returns method and path, for messages; without the query, which may hold personal data. */
    @Override
    public String toString() {
        int mark = target.indexOf('?');
        return method + " " + (mark < 0 ? target : target.substring(0, mark));
    }
}
