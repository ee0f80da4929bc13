package io.github.circleauth.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the address of Circle: a scheme, a host and an optional port, nothing else. */
final class BaseUrl {

    static final URI CIRCLE = URI.create("https://app.circle.so");

    private static final Pattern LOOPBACK_V4 =
            Pattern.compile("127\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}");
    private static final String HOW =
            " Set the base URL (circle.auth.base-url) to scheme, host and port alone, such as https://app.circle.so.";

    private BaseUrl() {}

    /** Returns the address in its normal form if the text is one, and if an app token may be sent there. */
    static URI check(String text) {
        try {
            return check(new URI(text));
        } catch (URISyntaxException unreadable) {
            // Without its message, which repeats the text.
            throw bad("is not a URL (" + unreadable.getReason() + ", at position " + unreadable.getIndex() + ")");
        }
    }

    /** Returns the address in its normal form if an app token may be sent there. */
    static URI check(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw bad("has no scheme https");
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            throw bad("carries a user name");
        }
        if (host == null || host.isEmpty()) {
            throw bad("has no host");
        }
        checkNoSuffix(url);
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw bad("has a port that does not exist");
        }
        if (scheme.equals("http") && !isLoopback(host)) {
            throw bad("is plain http, which is allowed to loopback addresses only (127.0.0.1, [::1], localhost)");
        }
        return URI.create(
                scheme + "://" + host.toLowerCase(Locale.ROOT) + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    private static void checkNoSuffix(URI url) {
        if (!isEmpty(url.getRawPath()) && !url.getRawPath().equals("/")) {
            throw bad("has a path");
        }
        if (url.getRawQuery() != null) {
            throw bad("has a query");
        }
        if (url.getRawFragment() != null) {
            throw bad("has a fragment");
        }
    }

    private static boolean isEmpty(@Nullable String part) {
        return part == null || part.isEmpty();
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** The message does not repeat the address: it may contain a password. */
    private static IllegalArgumentException bad(String fault) {
        return new IllegalArgumentException("The base URL " + fault + "." + HOW);
    }
}
