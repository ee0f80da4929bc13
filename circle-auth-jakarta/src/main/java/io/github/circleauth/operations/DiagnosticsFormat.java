package io.github.circleauth.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The formats of the diagnostics page, and the choice between them. */
enum DiagnosticsFormat {
    HTML("text/html;charset=UTF-8"),
    JSON("application/json");

    /** A user's address in a URL would stand in access logs and in the browser's history. */
    private static final Pattern USER = Pattern.compile("(?:^|&)(?:user|kind)(?:=|&|$)");

    private static final Pattern FORMAT = Pattern.compile("(?:^|&)format=([^&]*)");
    private static final Pattern QUALITY = Pattern.compile("q=([01](?:\\.[0-9]{0,3})?)");

    private final String mediaType;

    DiagnosticsFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    String mediaType() {
        return mediaType;
    }

    /**
     * Returns the format that a request asks for: by {@code format=json} in its query, else by its header {@code Accept}.
     *
     * @throws IllegalArgumentException if the query can't be used; the message doesn't repeat it
     */
    static DiagnosticsFormat of(HttpServletRequest request) {
        String sent = request.getQueryString();
        String query = sent == null ? "" : decoded(sent);
        if (USER.matcher(query).find()) {
            throw new IllegalArgumentException(
                    "The user belongs into the body of a POST, not into the URL, which is written to logs.");
        }
        Matcher format = FORMAT.matcher(query);
        if (!format.find()) {
            return prefersJson(String.join(",", Collections.list(request.getHeaders("Accept")))) ? JSON : HTML;
        }
        String named = format.group(1);
        if (format.find() || !(named.equals("json") || named.equals("html"))) {
            throw new IllegalArgumentException("The parameter format must be json or html, once.");
        }
        return named.equals("json") ? JSON : HTML;
    }

    private static String decoded(String query) {
        try {
            return URLDecoder.decode(query, UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("The query is not percent-encoded.", malformed);
        }
    }

    private static boolean prefersJson(String accept) {
        double json = quality(accept, "application/json");
        return json > 0 && json > quality(accept, "text/html");
    }

    /** Returns the quality of a media type that the header names, or 0 (RFC 9110, 12.5.1). */
    private static double quality(String accept, String mediaType) {
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            if (parts[0].strip().equals(mediaType)) {
                Matcher quality = QUALITY.matcher(range.replace(" ", ""));
                return quality.find() ? Double.parseDouble(quality.group(1)) : 1;
            }
        }
        return 0;
    }

    String page(DiagnosticsPage page, Optional<UserQuestion> question) {
        return this == JSON ? DiagnosticsJson.of(page) : DiagnosticsHtml.of(page, question);
    }

    /** Returns a page with one sentence. */
    String problem(String sentence) {
        return this == JSON ? DiagnosticsJson.ofProblem(sentence) : DiagnosticsHtml.ofProblem(sentence, Instant.now());
    }
}
