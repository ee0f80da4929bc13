package io.github.circleauth.cdi;

import io.github.circleauth.live.LiveNetwork;
import io.github.circleauth.live.LiveOrigins;
import io.github.circleauth.live.PageMapping;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The live channel.
 *
 * @param path {@code circle.auth.live-path}; empty if pages have no live channel
 * @param origins {@code circle.auth.live-origins}
 * @param channels {@code circle.auth.live-channels}
 */
record LiveSettings(Optional<String> path, LiveOrigins origins, Set<String> channels) {

    static final String NO_REQUEST_PRINCIPAL =
            "is \"request\", and the live channel has a path. The WebSocket of a page"
                    + " bypasses the application's own filter on some servers, so nobody would know its user. Use the server's"
                    + " principal, or give the live channel no path.";

    static final String NO_PROXY_USER =
            "is set, and the live channel has a path. This JVM gives a proxy no user and password"
                    + " for a WebSocket. Start the server with -Djdk.http.auth.tunneling.disabledSchemes= or give the live channel no"
                    + " path.";

    private static final Pattern CHANNEL = Pattern.compile("[A-Z][A-Za-z0-9_]*(?:::[A-Z][A-Za-z0-9_]*)*");

    static LiveSettings read(SettingsReader reader) {
        Optional<String> path = path(reader);
        if (path.isPresent() && reader.text(ConfigKey.PRINCIPAL).equals(Optional.of("request"))) {
            reader.addFault(ConfigKey.PRINCIPAL, NO_REQUEST_PRINCIPAL);
        }
        if (path.isPresent()
                && reader.text(ConfigKey.PROXY_USER).isPresent()
                && !LiveNetwork.canAuthenticateToProxy()) {
            reader.addFault(ConfigKey.PROXY_USER, NO_PROXY_USER);
        }
        return new LiveSettings(path, origins(reader), channels(reader));
    }

    private static Optional<String> path(SettingsReader reader) {
        Optional<String> path = reader.text(ConfigKey.LIVE_PATH);
        try {
            path.ifPresent(PageMapping::check);
            return path;
        } catch (IllegalArgumentException malformed) {
            reader.addFault(ConfigKey.LIVE_PATH, String.valueOf(malformed.getMessage()));
            return Optional.empty();
        }
    }

    private static LiveOrigins origins(SettingsReader reader) {
        try {
            return reader.text(ConfigKey.LIVE_ORIGINS).map(LiveOrigins::parse).orElse(LiveOrigins.OWN);
        } catch (IllegalArgumentException malformed) {
            reader.addFault(ConfigKey.LIVE_ORIGINS, String.valueOf(malformed.getMessage()));
            return LiveOrigins.OWN;
        }
    }

    private static Set<String> channels(SettingsReader reader) {
        Set<String> channels = Arrays.stream(
                        reader.text(ConfigKey.LIVE_CHANNELS).orElseThrow().split(",", -1))
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        if (!channels.stream().allMatch(channel -> CHANNEL.matcher(channel).matches())) {
            reader.addFault(
                    ConfigKey.LIVE_CHANNELS,
                    "has a malformed name. Each must be a channel of Circle's, such as NotificationChannel or"
                            + " Chats::RoomChannel, separated by commas.");
        }
        return channels;
    }
}
