package io.github.circleauth.cdi;

import io.github.circleauth.operations.ConfigurationEntry;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** Lists the library's configuration keys with their sources, and without their secrets. */
final class ConfigurationReport {

    private static final Set<ConfigKey> SECRET =
            Set.of(ConfigKey.API_TOKEN, ConfigKey.SEAL_KEYS, ConfigKey.PROXY_USER, ConfigKey.PROXY_PASSWORD);

    /** A user and a password in an address: a source may be named by one. */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)[^/?#\\s]*@");

    private ConfigurationReport() {}

    /** Returns all keys in the order of the documentation, then the unknown ones. */
    static List<ConfigurationEntry> of(Config config) {
        Stream<ConfigurationEntry> known = Arrays.stream(ConfigKey.values()).map(key -> entry(config, key));
        Stream<ConfigurationEntry> unknown =
                new SettingsReader(config).unknownKeys().stream().sorted().map(ConfigurationReport::unknown);
        return Stream.concat(known, unknown).toList();
    }

    private static ConfigurationEntry entry(Config config, ConfigKey key) {
        Optional<ConfigValue> configured = configured(config, key);
        Optional<String> value = configured.map(ConfigValue::getValue).map(String::strip);
        return new ConfigurationEntry(
                key.key(),
                value.map(text -> shown(key, text)).or(key::defaultValue),
                configured.map(ConfigurationReport::source),
                true);
    }

    private static Optional<ConfigValue> configured(Config config, ConfigKey key) {
        try {
            return Optional.ofNullable(config.getConfigValue(key.key()))
                    .filter(value ->
                            value.getValue() != null && !value.getValue().isBlank());
        } catch (NoSuchElementException | IllegalArgumentException unresolved) {
            // It would have failed the start, unless it was changed since.
            return Optional.empty();
        }
    }

    private static String shown(ConfigKey key, String value) {
        return SECRET.contains(key) ? ConfigurationEntry.MASK : withoutCredentials(value);
    }

    private static String source(ConfigValue value) {
        String name = value.getSourceName();
        return name == null ? "?" : withoutCredentials(name);
    }

    private static String withoutCredentials(String text) {
        return CREDENTIALS.matcher(text).replaceAll(ConfigurationEntry.MASK + "@");
    }

    private static ConfigurationEntry unknown(String key) {
        return new ConfigurationEntry(key, Optional.of(ConfigurationEntry.MASK), Optional.empty(), false);
    }
}
