package io.github.circleauth.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Member API requests that the proxy allows: rules such as {@code GET /**} or {@code POST /posts/*}{@code
 * /user_likes}, separated by commas. A {@code *} matches one path segment, a {@code **} at the end one or more.
 */
final class ProxyRules {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern RULE = Pattern.compile("([A-Z]+)\\s+((?:/(?:\\*|[A-Za-z0-9._~-]+))*(?:/\\*\\*)?)");

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

    /** Returns whether a rule matches a request. */
    boolean allow(String method, String path) {
        return rules.stream()
                .anyMatch(rule ->
                        rule.method.equals(method) && rule.path.matcher(path).matches());
    }
}
