package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * URL patterns as servlets have them (Servlet 6.0, 12.2): {@code /app/*}, {@code *.do}, or a whole path such as {@code
 * /app/start}. None of them matches all requests.
 */
public final class UrlPatterns {

    /** No pattern, which matches no request. */
    public static final UrlPatterns NONE = new UrlPatterns(List.of());

    private static final Pattern EXTENSION = Pattern.compile("\\*\\.[^/*.]+");
    private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[^/*]+)+/?");
    private static final Pattern NEVER_IN_A_PATH = Pattern.compile("[\\s\\p{Cntrl};?#%\\\\]");

    private final List<String> patterns;

    private UrlPatterns(List<String> patterns) {
        this.patterns = patterns;
    }

    /**
     * Parses patterns separated by commas.
     *
     * @throws IllegalArgumentException if one of them is malformed or matches all requests; the message says why, and
     *     does not repeat a malformed one, which may be a secret in the wrong place
     */
    public static UrlPatterns parse(String list) {
        List<String> patterns =
                Arrays.stream(list.split(",", -1)).map(String::strip).distinct().toList();
        patterns.forEach(UrlPatterns::check);
        return new UrlPatterns(patterns);
    }

    private static void check(String pattern) {
        if (pattern.equals("/*") || pattern.equals("/")) {
            throw new IllegalArgumentException(
                    "has the pattern \"" + pattern
                            + "\", which covers the sign-out, the error page and static files too: then nobody can sign out while"
                            + " Circle is unavailable. Name the paths of the pages that can't do without a token, such as /app/*.");
        }
        boolean isPrefix = pattern.endsWith("/*");
        String path = isPrefix ? pattern.substring(0, pattern.length() - 2) : pattern;
        boolean isPath = PATH.matcher(path).matches() && !(isPrefix && path.endsWith("/"));
        boolean wellFormed = isPath || EXTENSION.matcher(pattern).matches();
        if (!wellFormed || NEVER_IN_A_PATH.matcher(pattern).find()) {
            throw new IllegalArgumentException(
                    "has a malformed pattern. Each must be as in a servlet mapping: /app/* for a path and all below it, *.do for an extension,"
                            + " or a whole path such as /app/start, without encoding, parameters and dot segments, below the"
                            + " application's context path.");
        }
    }

    /** Returns whether there is no pattern. */
    public boolean isEmpty() {
        return patterns.isEmpty();
    }

    /** Returns whether one of the patterns matches the path of a request, as the container has decoded it. */
    boolean match(HttpServletRequest containers) {
        String info = containers.getPathInfo();
        return matchPath(info == null ? containers.getServletPath() : containers.getServletPath() + info);
    }

    boolean matchPath(String path) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, path));
    }

    private static boolean matches(String pattern, String path) {
        if (pattern.startsWith("*")) {
            String extension = pattern.substring(1);
            return path.endsWith(extension) && path.lastIndexOf('/') < path.length() - extension.length();
        }
        if (!pattern.endsWith("/*")) {
            return path.equals(pattern);
        }
        String prefix = pattern.substring(0, pattern.length() - 2);
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof UrlPatterns urlPatterns && patterns.equals(urlPatterns.patterns);
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
