package io.github.circleauth.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy through which Circle is reached.
 *
 * @param address scheme http, host and port
 * @param authorization the value of {@code Proxy-Authorization}, or null
 */
record OutboundProxy(URI address, @Nullable Secret authorization) {

    private static final String HOW =
            " Set the proxy (circle.auth.proxy) to scheme, host and port alone, such as http://proxy.corp:3128.";

    /** Returns the address in its normal form if the text is one. */
    static URI check(String text) {
        try {
            return check(new URI(text));
        } catch (URISyntaxException unreadable) {
            // Without its message, which repeats the text.
            throw bad("is not a URL (" + unreadable.getReason() + ", at position " + unreadable.getIndex() + ")");
        }
    }

    /** Returns the address in its normal form. */
    static URI check(URI url) {
        if (url.getRawAuthority() != null && url.getRawAuthority().contains("@")) {
            throw bad("carries a user name, which belongs into circle.auth.proxy-user and circle.auth.proxy-password");
        }
        checkScheme(url);
        if (url.getHost() == null) {
            throw bad("has no host, or one with other characters than letters, digits, dots and hyphens");
        }
        if (url.getPort() < 1 || url.getPort() > 65_535) {
            throw bad("has no port, or one that does not exist");
        }
        BaseUrl.suffixOf(url).ifPresent(suffix -> {
            throw bad("has a " + suffix);
        });
        return URI.create("http://" + url.getHost().toLowerCase(Locale.ROOT) + ":" + url.getPort());
    }

    private static void checkScheme(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (scheme.equals("https")) {
            throw bad(
                    "is https. The connection to the proxy itself must be http: the tunnel through it is encrypted from"
                            + " here to Circle");
        }
        if (scheme.startsWith("socks")) {
            throw bad("is a SOCKS proxy, for which the JVM has the system property socksProxyHost");
        }
        if (!scheme.equals("http")) {
            throw bad("has no scheme http");
        }
    }

    /**
     * Returns the value of {@code Proxy-Authorization} (RFC 7617).
     *
     * @throws IllegalArgumentException if Basic authentication can't send the user or the password
     */
    static Secret basic(String user, Secret password) {
        if (user.isBlank() || user.contains(":") || hasControlCharacter(user)) {
            throw new IllegalArgumentException(
                    "The proxy's user is blank, or has a colon or a control character, which Basic authentication can't send.");
        }
        if (hasControlCharacter(password.reveal())) {
            throw new IllegalArgumentException(
                    "The proxy's password has a control character, which Basic authentication can't send.");
        }
        byte[] pair = (user + ":" + password.reveal()).getBytes(UTF_8);
        return Secret.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    private static boolean hasControlCharacter(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    /** The message does not repeat the address: it may contain a password. */
    private static IllegalArgumentException bad(String fault) {
        return new IllegalArgumentException("The proxy " + fault + "." + HOW);
    }
}
