package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.DocsPage;
import io.github.circleauth.servlet.CircleCookiesServlet;
import io.github.circleauth.servlet.CircleProxyServlet;
import io.github.circleauth.servlet.CircleTokenServlet;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CallingCircleDocsTest {

    private static final Path SNIPPETS =
            Path.of("src/test/java/io/github/circleauth/member/CallingCircleSnippets.java");

    private final DocsPage page = DocsPage.named("calling-circle.md");

    @Test
    void theJavaOfThePageIsCompiled() {
        assertThat(page.javaDeclarations()).hasSizeGreaterThan(9);
        assertThat(page.javaNotIn(SNIPPETS)).isEmpty();
    }

    @Test
    void theServletsOfThePageAreThere() {
        List<String> classes = Pattern.compile("<servlet-class>(.*?)</servlet-class>")
                .matcher(page.text())
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(classes).containsExactly(CircleProxyServlet.class.getName(), CircleTokenServlet.class.getName());
        assertThat(page.text()).contains(CircleCookiesServlet.class.getSimpleName());
    }
}
