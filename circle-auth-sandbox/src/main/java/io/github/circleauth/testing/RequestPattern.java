package io.github.circleauth.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.http.MemberRequest;
import java.net.URLDecoder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The requests of one method and path that have some query parameters.
 *
 * @param method the HTTP method, in capitals
 * @param path the path below the Member API's root
 * @param parameters the query parameters that a request must have, decoded, such as {@code page=2}
 */
record RequestPattern(String method, String path, List<String> parameters) {

    /**
     * Returns the pattern of a text, such as {@code /home?page=2} or {@code POST /posts/12/comments}.
     *
     * @throws IllegalArgumentException if the path is not plain
     */
    static RequestPattern of(String request) {
        String[] words = request.strip().split(" +", 2);
        String method = words.length == 1 ? "GET" : words[0].toUpperCase(Locale.ROOT);
        String[] pathAndQuery = MemberRequest.relative(words[words.length - 1]).split("\\?", 2);
        List<String> parameters = pathAndQuery.length == 1
                ? List.of()
                : Stream.of(pathAndQuery[1].split("&"))
                        .map(parameter -> URLDecoder.decode(parameter, UTF_8))
                        .toList();
        return new RequestPattern(method, pathAndQuery[0], parameters);
    }

    /** Returns whether this pattern matches a request. */
    boolean matches(RequestPattern request) {
        return method.equals(request.method) && path.equals(request.path) && request.parameters.containsAll(parameters);
    }
}
