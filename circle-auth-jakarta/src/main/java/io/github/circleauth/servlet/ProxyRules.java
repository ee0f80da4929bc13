package io.github.circleauth.servlet;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which calls of the Member API are passed on: rules such as {@code GET /**} or {@code POST /posts/*}{@code /user_likes},
 * separated by commas. A {@code *} is one segment of the path, {@code **} at its end is all that follows.
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
     * Reads rules.
     *
     * @throws IllegalArgumentException if one is none; the message says which and why
     */
    static ProxyRules parse(String text) {
        List<String> lines = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("There is no rule in it, so nothing would be passed on.");
        }
        return new ProxyRules(lines.stream().map(ProxyRules::rule).toList());
    }

    private static Rule rule(String line) {
        var parts = RULE.matcher(line);
        if (!parts.matches()
                || !METHODS.contains(parts.group(1))
                || parts.group(2).isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + line + "\" is no rule: it must be GET, POST, PUT, PATCH or DELETE,"
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

    /** Returns whether a call is passed on. */
    boolean allow(String method, String path) {
        return rules.stream()
                .anyMatch(rule ->
                        rule.method.equals(method) && rule.path.matcher(path).matches());
    }
}
