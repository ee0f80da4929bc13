package io.github.circleauth.cdi;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The configuration of the running test, with no source but its own. */
final class Configured implements AutoCloseable {

    static final String TOKEN = "sandbox-app-token";

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final ConfigProviderResolver resolver = ConfigProviderResolver.instance();
    final Config config;

    /** Creates it from alternating keys and values. The keys are without their common prefix. */
    Configured(String... keysAndValues) {
        for (int i = 0; i < keysAndValues.length; i += 2) {
            put(keysAndValues[i], keysAndValues[i + 1]);
        }
        config = resolver.getBuilder().withSources(new Values(values)).build();
        resolver.registerConfig(config, Thread.currentThread().getContextClassLoader());
    }

    /** Reads the settings from alternating keys and values, with an app token unless they contain one. */
    static Settings read(String... keysAndValues) {
        try (Configured configured = new Configured(keysAndValues)) {
            configured.values.putIfAbsent(ConfigKey.PREFIX + "api-token", TOKEN);
            return Settings.read(configured.config, false);
        }
    }

    void put(String key, String value) {
        values.put(ConfigKey.PREFIX + key, value);
    }

    @Override
    public void close() {
        resolver.releaseConfig(config);
    }

    private record Values(Map<String, String> values) implements ConfigSource {

        @Override
        public Set<String> getPropertyNames() {
            return values.keySet();
        }

        @Override
        public String getValue(String name) {
            return values.get(name);
        }

        @Override
        public String getName() {
            return "the test";
        }
    }
}
