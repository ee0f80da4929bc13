package io.github.circleauth.cdi;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration keys and their defaults. A test compares {@code docs/configuration.md} with them. */
enum ConfigKey {
    API_TOKEN("circle.auth.api-token", null),
    IDENTITY("circle.auth.identity", null),
    IDENTITY_FROM("circle.auth.identity-from", "name"),
    BASE_URL("circle.auth.base-url", "https://app.circle.so"),
    ALLOW_PLAIN_HTTP("circle.auth.allow-plain-http", "false"),
    PROXY("circle.auth.proxy", null),
    PROXY_USER("circle.auth.proxy-user", null),
    PROXY_PASSWORD("circle.auth.proxy-password", null),
    OBTAIN("circle.auth.obtain", "eager"),
    ON_FAILURE("circle.auth.on-failure", "proceed"),
    REJECT_PATHS("circle.auth.reject-paths", null),
    REFRESH_AHEAD("circle.auth.refresh-ahead", "PT15M"),
    EXPIRY_MARGIN("circle.auth.expiry-margin", "PT30S"),
    CONNECT_TIMEOUT("circle.auth.connect-timeout", "PT1S"),
    CALL_TIMEOUT("circle.auth.call-timeout", "PT5S"),
    REQUEST_WAIT("circle.auth.request-wait", "PT3S"),
    LEDGER("circle.auth.ledger", "memory"),
    LEDGER_DATA_SOURCE("circle.auth.ledger.data-source", null),
    LEDGER_CREATE_TABLE("circle.auth.ledger.create-table", "false"),
    SEAL_KEYS("circle.auth.seal-keys", null),
    RATE_LIMIT("circle.auth.rate-limit", "1600"),
    RATE_LIMIT_WINDOW("circle.auth.rate-limit-window", "PT5M"),
    MEMBER_API_SHARE("circle.auth.member-api-share", "80"),
    OBTAIN_LIMIT("circle.auth.obtain-limit", "60"),
    PRINCIPAL("circle.auth.principal", "container"),
    CREATE_SESSION("circle.auth.create-session", "false"),
    SESSIONLESS("circle.auth.sessionless", "none"),
    SESSIONLESS_IDLE("circle.auth.sessionless-idle", "PT30M"),
    LIVE_PATH("circle.auth.live-path", null),
    LIVE_ORIGINS("circle.auth.live-origins", null),
    LIVE_CHANNELS(
            "circle.auth.live-channels",
            "NotificationChannel, ChatRoomChannel, Chats::RoomChannel, Chats::CommunityMemberThreadsChannel"),
    SHUTDOWN_TIMEOUT("circle.auth.shutdown-timeout", "PT5S"),
    READINESS("circle.auth.readiness", "fail"),
    TRACE_CONTEXT("circle.auth.trace-context", "false");

    static final String PREFIX = "circle.auth.";

    private final String key;
    private final @Nullable String defaultValue;

    ConfigKey(String key, @Nullable String defaultValue) {
        this.key = key;
        this.defaultValue = defaultValue;
    }

    /** Returns the key as in a properties file. */
    String key() {
        return key;
    }

    Optional<String> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    /** Returns the key as an environment variable (MicroProfile Config 3.1, "Environment Variables Mapping Rules"). */
    String environmentVariable() {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
