package io.github.circleauth.http;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of Circle, checked: scheme, host and perhaps a port, nothing else. */
final class BaseUrl {

    static final URI CIRCLE = URI.create("https://app.circle.so");

    private static final Pattern LOOPBACK_V4 =
            Pattern.compile("127\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}");
    private static final String HOW =
            " Set the base URL (circle.auth.base-url) to scheme, host and port alone, such as https://app.circle.so.";

    private BaseUrl() {}

    /** Returns the address if it is one that an app token may be sent to. */
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
        checkNothingBehind(url);
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw bad("has a port that does not exist");
        }
        if (scheme.equals("http") && !isLoopback(host)) {
            throw bad("is plain http, which is allowed to this machine itself only (127.0.0.1, [::1], localhost)");
        }
        return URI.create(
                scheme + "://" + host.toLowerCase(Locale.ROOT) + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    private static void checkNothingBehind(URI url) {
        if (!isNothing(url.getRawPath()) && !url.getRawPath().equals("/")) {
            throw bad("has a path");
        }
        if (url.getRawQuery() != null) {
            throw bad("has a query");
        }
        if (url.getRawFragment() != null) {
            throw bad("has a fragment");
        }
    }

    private static boolean isNothing(@Nullable String part) {
        return part == null || part.isEmpty();
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || LOOPBACK_V4.matcher(host).matches();
    }

    /** The address itself is not repeated: somebody may have written a password into it. */
    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException("The base URL " + what + "." + HOW);
    }
}
