package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WAR's configuration where the server has one for a whole EAR, without the files in its WARs. */
class ApplicationConfigTest {

    @TempDir
    Path war;

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private URLClassLoader loader;

    @BeforeEach
    void enterWar() throws IOException {
        loader = new URLClassLoader(new URL[] {war.toUri().toURL()}, before);
        Thread.currentThread().setContextClassLoader(loader);
    }

    @AfterEach
    void leaveWar() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    private void write(String properties) throws IOException {
        Path file = war.resolve("META-INF/microprofile-config.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, properties);
    }

    @Test
    void theFileOfTheWarIsAddedByItsOrdinal() throws Exception {
        write("config_ordinal=50\ncircle.auth.api-token=of-the-war\ncircle.auth.identity=sso-user-id\n");
        try (Configured ear = new Configured("api-token", "of-the-ear")) {
            Config config = ApplicationConfig.current();

            assertThat(config.getValue("circle.auth.api-token", String.class)).isEqualTo("of-the-ear");
            assertThat(config.getValue("circle.auth.identity", String.class)).isEqualTo("sso-user-id");
        }
    }

    @Test
    void aFileWithAHighOrdinalWins() throws Exception {
        write("config_ordinal=500\ncircle.auth.api-token=of-the-war\n");
        try (Configured ear = new Configured("api-token", "of-the-ear")) {
            assertThat(ApplicationConfig.current().getValue("circle.auth.api-token", String.class))
                    .isEqualTo("of-the-war");
        }
    }

    @Test
    void nothingIsAddedToAConfigurationThatHasTheFile() throws Exception {
        write("circle.auth.api-token=of-the-war\n");

        Config config = ApplicationConfig.current();

        assertThat(config).isSameAs(ConfigProvider.getConfig());
        assertThat(config.getValue("circle.auth.api-token", String.class)).isEqualTo("of-the-war");
    }
}
