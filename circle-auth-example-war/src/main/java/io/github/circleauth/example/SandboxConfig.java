package io.github.circleauth.example;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Points circle-auth at the embedded sandbox, as long as nobody has configured an app token. It stands above all other
 * sources, so that a base URL without a token doesn't send the sandbox's token elsewhere.
 */
public final class SandboxConfig implements ConfigSource {

    static final String API_TOKEN = "sandbox-app-token";

    private static final String PORT = "9720";
    private static final int ABOVE_SYSTEM_PROPERTIES = 500;

    /** Whether the example runs on the sandbox. */
    static boolean isOn() {
        return configured("circle.auth.api-token", "CIRCLE_AUTH_API_TOKEN", "").isBlank();
    }

    static int port() {
        return Integer.parseInt(configured("example.sandbox-port", "EXAMPLE_SANDBOX_PORT", PORT));
    }

    /** Not by {@code Config}: this is read while that is being made. */
    private static String configured(String property, String variable, String otherwise) {
        String said = System.getProperty(property, System.getenv(variable));
        return said == null ? otherwise : said.strip();
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
