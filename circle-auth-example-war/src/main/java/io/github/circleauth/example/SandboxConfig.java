package io.github.circleauth.example;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Configures circle-auth to use the embedded sandbox if no other source has an app token. It has a higher ordinal than
 * system properties: a base URL that is configured without an app token must not receive the sandbox's token.
 */
public final class SandboxConfig implements ConfigSource {

    static final String API_TOKEN = "sandbox-app-token";

    private static final String API_TOKEN_KEY = "circle.auth.api-token";
    private static final String BASE_URL_KEY = "circle.auth.base-url";
    private static final String PORT_KEY = "example.sandbox-port";
    private static final int DEFAULT_PORT = 9720;
    private static final int ABOVE_SYSTEM_PROPERTIES = 500;

    /** Returns whether the example uses the sandbox. */
    static boolean isOn() {
        return isOn(config().getConfigSources());
    }

    /**
     * Returns whether no source but this one has an app token.
     *
     * @param sources by descending ordinal, so that an empty value hides later ones, as in {@link Config}
     */
    static boolean isOn(Iterable<ConfigSource> sources) {
        List<String> keys = keysOfToken(sources);
        for (ConfigSource source : sources) {
            for (String key : keys) {
                String token = source instanceof SandboxConfig ? null : source.getValue(key);
                if (token != null) {
                    return token.isBlank();
                }
            }
        }
        return true;
    }

    /** Returns the keys of the app token: those of the active profiles, such as {@code %prod.…}, and the usual one. */
    private static List<String> keysOfToken(Iterable<ConfigSource> sources) {
        for (ConfigSource source : sources) {
            String profiles = source.getValue(Config.PROFILE);
            if (profiles != null) {
                Stream<String> ofProfiles =
                        Arrays.stream(profiles.split(",")).map(profile -> "%" + profile.strip() + "." + API_TOKEN_KEY);
                return Stream.concat(ofProfiles, Stream.of(API_TOKEN_KEY)).toList();
            }
        }
        return List.of(API_TOKEN_KEY);
    }

    static int port() {
        return config().getOptionalValue(PORT_KEY, Integer.class).orElse(DEFAULT_PORT);
    }

    /** Returns the configuration of this application, on whatever thread; read only after its sources are known. */
    private static Config config() {
        return ConfigProvider.getConfig(SandboxConfig.class.getClassLoader());
    }

    @Override
    public Map<String, String> getProperties() {
        return isOn() ? Map.of(BASE_URL_KEY, "http://127.0.0.1:" + port(), API_TOKEN_KEY, API_TOKEN) : Map.of();
    }

    /** Returns the names without a look at the other sources: servers ask for them before all sources are known. */
    @Override
    public Set<String> getPropertyNames() {
        return Set.of(BASE_URL_KEY, API_TOKEN_KEY);
    }

    @Override
    public @Nullable String getValue(String name) {
        return getPropertyNames().contains(name) ? getProperties().get(name) : null;
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
