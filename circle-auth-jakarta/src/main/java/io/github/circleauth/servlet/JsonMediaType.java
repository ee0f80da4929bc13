package io.github.circleauth.servlet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The media types that the proxy passes on, in either direction: JSON in UTF-8. A browser that finds another type in the
 * header, as in {@code application/json;, text/html}, runs the body as a page of this site. Circle may take an HTML form for
 * another request, by the field {@code _method}.
 */
final class JsonMediaType {

    private static final Pattern JSON = Pattern.compile(
            "[ \\t]*(application/(?:[a-z0-9][a-z0-9.-]*\\+)?json)[ \\t]*(?:;[ \\t]*charset=(?:utf-8|\"utf-8\")[ \\t]*)?");

    private JsonMediaType() {}

    /** Returns the media type without its parameters, or nothing unless the whole header says JSON. */
    static Optional<String> of(@Nullable String contentType) {
        if (contentType == null) {
            return Optional.empty();
        }
        Matcher json = JSON.matcher(contentType.toLowerCase(Locale.ROOT));
        return json.matches() ? Optional.of(json.group(1)) : Optional.empty();
    }
}
