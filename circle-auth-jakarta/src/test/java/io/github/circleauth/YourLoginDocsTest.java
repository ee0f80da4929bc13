package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class YourLoginDocsTest {

    private static final Path SNIPPETS = Path.of("src/test/java/io/github/circleauth/YourLoginSnippets.java");

    private final DocsPage page = DocsPage.named("your-login.md");

    @Test
    void theJavaOfThePageIsCompiled() {
        assertThat(page.javaDeclarations()).hasSizeGreaterThan(4);
        assertThat(page.javaNotIn(SNIPPETS)).isEmpty();
    }

    @Test
    void theMechanismThatTellsTheServerTheUserHasFifteenLinesAtMost() {
        assertThat(page.javaBlocks().filter(code -> code.contains("HttpAuthenticationMechanism")))
                .singleElement()
                .satisfies(code ->
                        assertThat(code.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(15));
    }
}
