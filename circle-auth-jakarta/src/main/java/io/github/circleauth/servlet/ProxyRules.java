package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.URLDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The Member API requests that the proxy allows: rules such as {@code GET /**} or {@code POST /posts/*}{@code
 * /user_likes}, separated by commas. A {@code *} matches one path segment, a {@code **} at the end one or more.
 */
final class ProxyRules {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern RULE = Pattern.compile("([A-Z]+)\\s+((?:/(?:\\*|[A-Za-z0-9._~-]+))*(?:/\\*\\*)?)");

    /** The query parameters by which web frameworks take a request for one with another method. */
    private static final Pattern OVERRIDE = Pattern.compile(
            "(?i)(?:.*[&;?])?\\s*(?:_method|_?(?:x-)?http[-_]method(?:[-_]override)?)\\s*(?:[=\\[&;].*)?",
            Pattern.DOTALL);

    private record Rule(String method, Pattern path) {}

    private final List<Rule> rules;

    private ProxyRules(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Parses rules.
     *
     * @throws IllegalArgumentException if there is none, or one is malformed; the message names it
     */
    static ProxyRules parse(String text) {
        List<String> rules = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(rule -> !rule.isEmpty())
                .toList();
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("It contains no rule, so no request would be allowed.");
        }
        return new ProxyRules(rules.stream().map(ProxyRules::rule).toList());
    }

    private static Rule rule(String text) {
        var parts = RULE.matcher(text);
        if (!parts.matches()
                || !METHODS.contains(parts.group(1))
                || parts.group(2).isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a rule: it must be GET, POST, PUT, PATCH or DELETE,"
                            + " a space, and a path such as /home, /posts/*/comments or /**.");
        }
        String path = Arrays.stream(parts.group(2).substring(1).split("/"))
                .map(segment -> switch (segment) {
                    case "*" -> "/[^/]+";
                    case "**" -> "(?:/[^/]+)+";
                    default -> "/" + Pattern.quote(segment);
                })
                .collect(Collectors.joining());
        return new Rule(parts.group(1), Pattern.compile(path));
    }

    /** Returns whether a rule matches a request, and its query does not name another method. */
    boolean allow(String method, String path, @Nullable String query) {
        if (query != null
                && OVERRIDE.matcher(URLDecoder.decode(query, ISO_8859_1)).matches()) {
            return false;
        }
        return rules.stream()
                .anyMatch(rule ->
                        rule.method.equals(method) && rule.path.matcher(path).matches());
    }
}
