package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.circleauth.http.TokenRequest.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documented paths of Circle's APIs, with placeholders for ids. A path of a request may be told by its template alone: it can
 * contain an id, or the token of an invitation, and pages send any path through the proxy.
 */
final class PathTemplates {

    private static final String MEMBER_API = "/api/headless/v1";

    /** Sorted, so that a word comes before a placeholder at the same place. */
    private static final List<List<String>> ALL = Stream.concat(
                    Arrays.stream(Operation.values()).map(Operation::path), memberApi())
            .sorted()
            .map(PathTemplates::segments)
            .toList();

    private PathTemplates() {}

    private static Stream<String> memberApi() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                requireNonNull(PathTemplates.class.getResourceAsStream("member-api-paths.txt")), UTF_8))) {
            return lines.lines().map(MEMBER_API::concat).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** Returns the template of a path, whose query doesn't matter, or null if there is none. */
    static @Nullable String of(String pathAndQuery) {
        int mark = pathAndQuery.indexOf('?');
        List<String> path = segments(mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark));
        return ALL.stream()
                .filter(template -> matches(template, path))
                .findFirst()
                .map(template -> template.stream().collect(Collectors.joining("/")))
                .orElse(null);
    }

    private static boolean matches(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return false;
        }
        for (int i = 0; i < path.size(); i++) {
            String word = template.get(i);
            if (!word.startsWith("{") && !word.equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
