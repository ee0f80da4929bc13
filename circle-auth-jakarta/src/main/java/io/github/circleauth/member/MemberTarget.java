package io.github.circleauth.member;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.http.MemberRequest;
import java.lang.reflect.Array;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.temporal.TemporalAccessor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The path of a Member API request with its query, in which parameters of a path and of a map are merged.
 *
 * @param path the path, without its query
 * @param parameters each parameter as it is sent, such as {@code topics%5B%5D=7}, by its name
 */
record MemberTarget(String path, Map<String, List<String>> parameters) {

    /**
     * Merges a path and a map of query parameters. A parameter of the map replaces those of the same name in the path.
     *
     * @param path the path, with or without the Member API's root and a percent-encoded query
     * @param query values that are not encoded; a collection or array repeats the parameter
     * @throws IllegalArgumentException if the path is not {@linkplain MemberRequest#isPlain plain}, or a value is no text,
     *     number, boolean, enum constant, date or id
     */
    static MemberTarget of(String path, Map<String, ?> query) {
        String relative = MemberRequest.relative(path);
        int mark = relative.indexOf('?');
        Map<String, List<String>> all = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String parameter : relative.substring(mark + 1).split("&", -1)) {
                if (!parameter.isEmpty()) {
                    all.merge(name(parameter), List.of(parameter), MemberTarget::joined);
                }
            }
        }
        query.keySet().forEach(MemberTarget::checkName);
        // Sorted, since the order of a Map.of is different in each JVM.
        new TreeMap<String, Object>(query).forEach((name, value) -> all.put(name, encoded(name, value)));
        return new MemberTarget(mark < 0 ? relative : relative.substring(0, mark), all);
    }

    /** Returns this target with another value of a parameter. */
    MemberTarget with(String name, Object value) {
        Map<String, List<String>> all = new LinkedHashMap<>(parameters);
        all.put(name, encoded(name, value));
        return new MemberTarget(path, all);
    }

    /** Returns this target without a parameter. */
    MemberTarget without(String name) {
        Map<String, List<String>> all = new LinkedHashMap<>(parameters);
        all.remove(name);
        return new MemberTarget(path, all);
    }

    /** Returns the value of a parameter, the last one if it is repeated. */
    Optional<String> value(String name) {
        List<String> all = parameters.getOrDefault(name, List.of());
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(all.size() - 1)).map(last -> decoded(last.substring(last.indexOf('=') + 1)));
    }

    /** Returns path and query, as they are sent. */
    String text() {
        String query = parameters.values().stream().flatMap(List::stream).collect(Collectors.joining("&"));
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return decoded(equals < 0 ? parameter : parameter.substring(0, equals));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }

    private static List<String> joined(List<String> some, List<String> others) {
        return IntStream.range(0, some.size() + others.size())
                .mapToObj(i -> i < some.size() ? some.get(i) : others.get(i - some.size()))
                .toList();
    }

    private static void checkName(@Nullable String name) {
        if (name == null || name.isBlank() || !isSendable(name)) {
            throw new IllegalArgumentException(
                    "A query parameter's name is null, blank or not printable. Names are such as per_page or topics[].");
        }
    }

    private static List<String> encoded(String name, @Nullable Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(each -> encodedOne(name, each)).toList();
        }
        if (value != null && value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(i -> encodedOne(name, Array.get(value, i)))
                    .toList();
        }
        return List.of(encodedOne(name, value));
    }

    private static String encodedOne(String name, @Nullable Object value) {
        String text = text(name, value);
        if (!isSendable(text)) {
            throw new IllegalArgumentException("The query parameter " + name
                    + " has a control character or half of a surrogate pair, which can't be sent.");
        }
        return URLEncoder.encode(name, UTF_8) + "=" + URLEncoder.encode(text, UTF_8);
    }

    private static String text(String name, @Nullable Object value) {
        if (value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum
                || value instanceof TemporalAccessor
                || value instanceof UUID) {
            return value.toString();
        }
        throw new IllegalArgumentException(
                value == null
                        ? "The query parameter " + name + " is null. Leave it out, or give an empty text."
                        : "The query parameter " + name + " is a "
                                + value.getClass().getName()
                                + ". Give a text, number, boolean, enum constant, date or id, or a collection of these.");
    }

    private static boolean isSendable(String text) {
        return text.chars().noneMatch(each -> each < ' ' || each == 0x7f)
                && UTF_8.newEncoder().canEncode(text);
    }
}
