package io.github.circleauth.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the address of Circle: a scheme, a host and an optional port, nothing else. */
final class BaseUrl {

    static final URI CIRCLE = URI.create("https://app.circle.so");

    private static final Pattern LOOPBACK_V4 =
            Pattern.compile("127\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)){2}");
    private static final String HOW =
            " Set the base URL (circle.auth.base-url) to scheme, host and port alone, such as https://app.circle.so.";

    /** Where plain http is allowed. Never to Circle itself. */
    enum PlainHttp {
        LOOPBACK,
        /** A sandbox on another machine of a test network. */
        ANYWHERE
    }

    private BaseUrl() {}

    /** Returns the address in its normal form if the text is one, and if an app token may be sent there. */
    static URI check(String text, PlainHttp allowed) {
        try {
            return check(new URI(text), allowed);
        } catch (URISyntaxException unreadable) {
            // Without its message, which repeats the text.
            throw bad("is not a URL (" + unreadable.getReason() + ", at position " + unreadable.getIndex() + ")");
        }
    }

    /** Returns the address in its normal form if an app token may be sent there. */
    static URI check(URI url, PlainHttp allowed) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        String host = url.getHost();
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw bad("has no scheme https");
        }
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            throw bad("carries a user name");
        }
        if (host == null || host.isEmpty()) {
            throw bad("has no host, or one with other characters than letters, digits, dots and hyphens");
        }
        suffixOf(url).ifPresent(suffix -> {
            throw bad("has a " + suffix);
        });
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw bad("has a port that does not exist");
        }
        if (scheme.equals("http")) {
            checkPlainHttp(host.toLowerCase(Locale.ROOT), allowed);
        }
        return URI.create(
                scheme + "://" + host.toLowerCase(Locale.ROOT) + (url.getPort() < 0 ? "" : ":" + url.getPort()));
    }

    private static void checkPlainHttp(String host, PlainHttp allowed) {
        if (isCircle(host)) {
            throw bad("is plain http, which is never allowed to Circle");
        }
        if (allowed == PlainHttp.LOOPBACK && !isLoopback(host)) {
            throw bad("is plain http, which is allowed to loopback addresses only (127.0.0.1, [::1], localhost). For a"
                    + " sandbox on another machine of a test network, set circle.auth.allow-plain-http=true");
        }
    }

    /** Returns the part after the port, if there is one: "path", "query" or "fragment". */
    static Optional<String> suffixOf(URI url) {
        if (!isEmpty(url.getRawPath()) && !url.getRawPath().equals("/")) {
            return Optional.of("path");
        }
        if (url.getRawQuery() != null) {
            return Optional.of("query");
        }
        return Optional.ofNullable(url.getRawFragment()).map(fragment -> "fragment");
    }

    private static boolean isEmpty(@Nullable String part) {
        return part == null || part.isEmpty();
    }

    /** Returns whether a host is circle.so or below it. A dot at the end changes nothing (RFC 1034, 3.1). */
    private static boolean isCircle(String lowerCaseHost) {
        String host = lowerCaseHost.replaceFirst("\\.$", "");
        return host.equals("circle.so") || host.endsWith(".circle.so");
    }

    /** Returns whether an address in its normal form lets others on the network read what is sent there. */
    static boolean isReadableOnTheNetwork(URI baseUrl) {
        return baseUrl.getScheme().equals("http") && !isLoopback(baseUrl.getHost());
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
