package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocsLinksTest {

    @Test
    void everyRelativeLinkLeadsToAFileAndAHeading() {
        List<String> broken = DocsPage.all().stream()
                .flatMap(page -> page.relativeLinks().stream()
                        .filter(link -> !resolves(page, link))
                        .map(link -> page.file() + " links to " + link))
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void thePagesHaveLinks() {
        assertThat(DocsPage.all()).hasSizeGreaterThan(7);
        assertThat(DocsPage.all().stream().flatMap(page -> page.relativeLinks().stream()))
                .hasSizeGreaterThan(30);
    }

    private static boolean resolves(DocsPage page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
        return Files.exists(target)
                && (parts.length == 1 || DocsPage.of(target).anchors().contains(parts[1]));
    }
}
