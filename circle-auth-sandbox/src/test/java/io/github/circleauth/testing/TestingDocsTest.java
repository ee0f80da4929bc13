package io.github.circleauth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TestingDocsTest {

    private static final Path SOURCES = Path.of("src/test/java/io/github/circleauth/testing");

    @Test
    void theExampleOfTheFakesIsTheOneThatRuns() throws IOException {
        String page = Files.readString(Path.of("../docs/testing.md"));

        assertThat(page).contains(declaration("Greeting"), declaration("GreetingTest"));
    }

    private static String declaration(String type) throws IOException {
        String source = Files.readString(SOURCES.resolve(type + ".java"));
        return source.substring(source.indexOf("*/\n") + "*/\n".length());
    }
}
