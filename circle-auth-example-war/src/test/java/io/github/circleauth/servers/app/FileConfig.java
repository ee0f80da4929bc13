package io.github.circleauth.servers.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The test's configuration, with the highest ordinal. It reads its file at each access, so that one WAR can be deployed with
 * different configurations, and the configuration of a running application can change.
 */
public final class FileConfig implements ConfigSource {

    /** A resource of the WAR that contains the file's path. */
    public static final String LOCATION = "META-INF/configuration-of-the-test";

    private static final int ABOVE_SYSTEM_PROPERTIES = 1000;

    private final Path file = location();

    private static Path location() {
        try (InputStream path = FileConfig.class.getClassLoader().getResourceAsStream(LOCATION)) {
            if (path == null) {
                throw new IllegalStateException(LOCATION + " is not in the WAR");
            }
            return Path.of(new String(path.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> getProperties() {
        Properties read = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> all = new HashMap<>();
        read.forEach((key, value) -> all.put((String) key, (String) value));
        return all;
    }

    @Override
    public Set<String> getPropertyNames() {
        return getProperties().keySet();
    }

    @Override
    public String getValue(String key) {
        return getProperties().get(key);
    }

    @Override
    public String getName() {
        return "the test's configuration";
    }

    @Override
    public int getOrdinal() {
        return ABOVE_SYSTEM_PROPERTIES;
    }
}
