package io.github.circleauth.http;

import java.util.regex.Pattern;

/**
 * Which paths below {@code /api/headless/v1} may be asked for: plain ones alone, that nobody on the way could take for
 * another one. No dots as segments, nothing encoded, no empty segment, no parameters.
 */
public final class MemberPath {

    /** Where Circle's Member API begins. The Auth API is at {@code /api/v1/headless}: the segments really are swapped. */
    static final String PREFIX = "/api/headless/v1";

    private static final int LONGEST = 4096;
    private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]++)++");
    private static final Pattern QUERY =
            Pattern.compile("(?:[A-Za-z0-9._~!$'()*+,;:@/?&=\\[\\]-]|%(?![01])(?!7[fF])[0-9A-Fa-f]{2})*+");

    private MemberPath() {}

    /** Returns whether a path and perhaps a query, as they go over the wire, are plain. */
    public static boolean isPlain(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark + 1);
        return target.length() <= LONGEST
                && PATH.matcher(path).matches()
                && QUERY.matcher(query).matches();
    }

    /**
     * Returns the path and query if they are plain.
     *
     * @throws IllegalArgumentException if they are not; the message does not repeat them, since they may come from a browser
     */
    public static String check(String target) {
        if (!isPlain(target)) {
            throw new IllegalArgumentException("The path of a Member API call begins with a slash, such as"
                    + " /posts/12/comments, and has letters, digits and -._~ between its slashes; its query is"
                    + " percent-encoded.");
        }
        return target;
    }
}
