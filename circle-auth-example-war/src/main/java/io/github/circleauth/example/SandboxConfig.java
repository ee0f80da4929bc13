package io.github.circleauth.example;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Configures circle-auth to use the embedded sandbox if no app token is configured. It has a higher ordinal than all other
 * sources: a base URL that is configured without an app token must not receive the sandbox's token.
 */
public final class SandboxConfig implements ConfigSource {

    static final String API_TOKEN = "sandbox-app-token";

    private static final String PORT = "9720";
    private static final int ABOVE_SYSTEM_PROPERTIES = 500;

    /** Returns whether the example uses the sandbox. */
    static boolean isOn() {
        return configured("circle.auth.api-token", "CIRCLE_AUTH_API_TOKEN", "").isBlank();
    }

    static int port() {
        return Integer.parseInt(configured("example.sandbox-port", "EXAMPLE_SANDBOX_PORT", PORT));
    }

    /** Reads without {@code Config}, which is still being created when this source is loaded. */
    private static String configured(String property, String variable, String defaultValue) {
        String value = System.getProperty(property, System.getenv(variable));
        return value == null ? defaultValue : value.strip();
    }

    @Override
    public Map<String, String> getProperties() {
        return isOn()
                ? Map.of("circle.auth.base-url", "http://127.0.0.1:" + port(), "circle.auth.api-token", API_TOKEN)
                : Map.of();
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return getProperties().get(name);
    }

    @Override
    public String getName() {
        return "the example's sandbox";
    }

    @Override
    public int getOrdinal() {
        return ABOVE_SYSTEM_PROPERTIES;
    }
}
