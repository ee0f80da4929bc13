package io.github.circleauth.cdi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of the web application whose class loader the calling thread has. Payara has one configuration for a whole
 * EAR, without the files and sources in its WARs: these are added.
 */
final class ApplicationConfig {

    private static final String FILE = "META-INF/microprofile-config.properties";

    private ApplicationConfig() {}

    static Config current() {
        Config config = ConfigProvider.getConfig();
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        List<ConfigSource> missing = application == null ? List.of() : missing(config, application);
        if (missing.isEmpty()) {
            return config;
        }
        List<ConfigSource> all = new ArrayList<>(missing);
        config.getConfigSources().forEach(all::add);
        return ConfigProviderResolver.instance()
                .getBuilder()
                .forClassLoader(application)
                .withSources(all.toArray(ConfigSource[]::new))
                .build();
    }

    private static List<ConfigSource> missing(Config config, ClassLoader application) {
        List<ConfigSource> known = StreamSupport.stream(
                        config.getConfigSources().spliterator(), false)
                .toList();
        List<ConfigSource> missing = new ArrayList<>();
        ServiceLoader.load(ConfigSource.class, application).stream()
                .filter(source -> source.type().getClassLoader() == application)
                .filter(source -> known.stream().noneMatch(source.type()::isInstance))
                .forEach(source -> missing.add(source.get()));
        for (PropertiesFile file : files(application)) {
            if (known.stream().noneMatch(file::isPartOf)) {
                missing.add(file);
            }
        }
        return missing;
    }

    private static List<PropertiesFile> files(ClassLoader application) {
        try {
            List<PropertiesFile> files = new ArrayList<>();
            for (URL url : Collections.list(application.getResources(FILE))) {
                files.add(PropertiesFile.read(url));
            }
            return files;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A {@value #FILE}; its property {@code config_ordinal} decides between it and other sources. */
    private record PropertiesFile(String name, Map<String, String> properties) implements ConfigSource {

        static PropertiesFile read(URL url) throws IOException {
            Properties read = new Properties();
            try (InputStream in = url.openStream()) {
                read.load(in);
            }
            return new PropertiesFile(
                    url.toString(),
                    read.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, read::getProperty)));
        }

        boolean isPartOf(ConfigSource source) {
            return source.getProperties().entrySet().containsAll(properties.entrySet());
        }

        @Override
        public Set<String> getPropertyNames() {
            return properties.keySet();
        }

        @Override
        public Map<String, String> getProperties() {
            return properties;
        }

        @Override
        public @Nullable String getValue(String key) {
            return properties.get(key);
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
