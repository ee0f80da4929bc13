package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
    void theLessUsedPartsHaveASample() {
        assertThat(page.javaDeclarations().collect(Collectors.joining()))
                .contains("urlPatterns=", ".retry()", ".renew(", ".expiresAt()", ".reveal()");
    }

    @Test
    void everyPropertyThatPagesReadIsInTheTable() {
        for (String property :
                List.of("present", "communityMemberId", "communityId", "state", "expiresAt", "renewals", "whyAbsent")) {
            assertThat(page.text()).containsPattern("(?m)^\\|.*`circleMember\\." + property + "`.*\\|");
        }
    }

    @Test
    void everyReasonForAnAbsentMemberIsExplained() {
        for (Absence absence : Absence.values()) {
            assertThat(page.text()).contains("| `" + absence + "` |");
        }
    }
}
