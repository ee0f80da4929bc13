package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documentation of the configuration has the keys, defaults and messages of the code. */
class ConfigurationDocsTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(circle\\.auth\\.[^`]+)` \\| (none|`([^`]+)`) \\| .+ \\|$");

    private final String docs;

    ConfigurationDocsTest() throws IOException {
        docs = Files.readString(Path.of("../docs/configuration.md"));
    }

    @Test
    void theTableHasEveryKeyWithItsDefaultAndNoOther() {
        List<String> documented = ROW.matcher(docs)
                .results()
                .map(row -> row.group(1) + " = " + (row.group(3) == null ? "none" : row.group(3)))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ConfigKey.values())
                        .map(key -> key.key() + " = " + key.defaultValue().orElse("none"))
                        .toList());
    }

    @Test
    void theDocumentationNamesNoUnknownKey() {
        assertThat(Pattern.compile("circle\\.auth\\.[a-z-]+")
                        .matcher(docs)
                        .results()
                        .map(MatchResult::group))
                .isSubsetOf(
                        Arrays.stream(ConfigKey.values()).map(ConfigKey::key).toList());
        assertThat(Pattern.compile("CIRCLE_AUTH_[A-Z_]+")
                        .matcher(docs)
                        .results()
                        .map(MatchResult::group))
                .isSubsetOf(Arrays.stream(ConfigKey.values())
                        .map(ConfigKey::environmentVariable)
                        .toList());
    }

    @Test
    void theDocumentedMessageIsTheRealOne() {
        try (Configured wrong = new Configured("request-wait", "soon")) {
            assertThatThrownBy(() -> Settings.read(wrong.config, false))
                    .satisfies(e -> assertThat(docs).contains("```\n" + e.getMessage() + "\n```"));
        }
    }
}
