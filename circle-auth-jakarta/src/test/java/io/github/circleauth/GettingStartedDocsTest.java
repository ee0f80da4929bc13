package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GettingStartedDocsTest {

    private static final Path SNIPPETS = Path.of("src/test/java/io/github/circleauth/GettingStartedSnippets.java");

    private final DocsPage page = DocsPage.named("getting-started.md");

    @Test
    void theJavaOfThePageIsCompiled() {
        assertThat(page.javaDeclarations()).hasSizeGreaterThan(9);
        assertThat(page.javaNotIn(SNIPPETS)).isEmpty();
    }

    @Test
    void everyReasonForAnAbsentMemberIsExplained() {
        for (Absence absence : Absence.values()) {
            assertThat(page.text()).contains("| `" + absence + "` |");
        }
    }
}
