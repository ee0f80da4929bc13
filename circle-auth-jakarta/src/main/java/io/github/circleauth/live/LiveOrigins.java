package io.github.circleauth.live;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The origins whose pages may open a socket: the site's own and those of {@code circle.auth.live-origins}. A browser sends a
 * page's origin with each handshake, and the cookies of this site even from a page of another one.
 */
public final class LiveOrigins {

    /** No origin but the site's own. */
    public static final LiveOrigins OWN = new LiveOrigins(List.of());

    private static final String HOST = "([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?";
    private static final Pattern ORIGIN = Pattern.compile("(https?)://" + HOST);
    private static final Pattern HOST_HEADER = Pattern.compile(HOST);

    private final List<String> listed;

    private LiveOrigins(List<String> listed) {
        this.listed = listed;
    }

    /**
     * Parses origins separated by commas.
     *
     * @throws IllegalArgumentException if one is malformed; the message says how an origin looks and does not repeat it
     */
    public static LiveOrigins parse(String list) {
        return new LiveOrigins(Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .map(origin -> normal(origin)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "has a malformed origin. Each must be a scheme, a host and, unless it is the scheme's own, a"
                                        + " port, such as https://community.example.com, without a path.")))
                .toList());
    }

    /** Returns the first listed origin. */
    public Optional<String> first() {
        return listed.stream().findFirst();
    }

    /**
     * Returns whether a page may open a socket.
     *
     * @param origin the Origin header, or null; {@code null} as a text is the origin of sandboxed pages and files
     * @param host the Host header, or null
     * @param secure whether the handshake came by TLS. Otherwise a reverse proxy may have ended it, so the origin's scheme
     *     tells nothing
     */
    boolean allow(@Nullable String origin, @Nullable String host, boolean secure) {
        Optional<String> normal = normal(origin);
        return normal.isPresent()
                && (listed.contains(normal.get())
                        || (isOwn(normal.get(), host)
                                && !(secure && normal.get().startsWith("http:"))));
    }

    private static boolean isOwn(String origin, @Nullable String host) {
        Matcher own = HOST_HEADER.matcher(lower(host));
        String scheme = origin.substring(0, origin.indexOf(':'));
        return own.matches() && origin.equals(join(scheme, own.group(1), own.group(2)));
    }

    /** Returns an origin in lower case and without its scheme's own port, or empty if it is none. */
    public static Optional<String> normal(@Nullable String origin) {
        Matcher parts = ORIGIN.matcher(lower(origin));
        return parts.matches() ? Optional.of(join(parts.group(1), parts.group(2), parts.group(3))) : Optional.empty();
    }

    private static String join(String scheme, String host, @Nullable String port) {
        String ofScheme = scheme.equals("https") ? "443" : "80";
        return scheme + "://" + host + (port == null || port.equals(ofScheme) ? "" : ":" + port);
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(", ", listed);
    }
}
