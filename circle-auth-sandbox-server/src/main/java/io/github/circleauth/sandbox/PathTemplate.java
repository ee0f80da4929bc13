package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A path with parameters in braces, such as {@code /spaces/{id}/posts}.
 *
 * @param text the template
 * @param paths matches the paths: a parameter is a segment, or a part of one
 */
record PathTemplate(String text, Pattern paths) {

    private static final Pattern PARAMETER = Pattern.compile("\\{[^{}/]*}");

    /**
     * As in OpenAPI, a literal segment is preferred to one with a parameter. The leftmost different segments decide. Only
     * templates with equally many segments have paths in common.
     */
    static final Comparator<PathTemplate> MOST_LITERAL_FIRST = Comparator.<PathTemplate>comparingInt(
                    template -> template.freedoms().length)
            .thenComparing(PathTemplate::freedoms, Arrays::compare);

    static PathTemplate of(String text) {
        return new PathTemplate(
                text,
                Pattern.compile(
                        Stream.of(PARAMETER.split(text, -1)).map(Pattern::quote).collect(Collectors.joining("[^/]+"))));
    }

    private int[] freedoms() {
        return Stream.of(text.split("/", -1)).mapToInt(PathTemplate::freedom).toArray();
    }

    /** Returns 0 for a literal segment, 1 for one with a parameter and a literal part, 2 for a parameter. */
    private static int freedom(String segment) {
        Matcher parameter = PARAMETER.matcher(segment);
        return parameter.matches() ? 2 : parameter.find() ? 1 : 0;
    }

    boolean matches(String path) {
        return paths.matcher(path).matches();
    }
}
