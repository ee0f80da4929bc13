package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.servlet.CircleCookiesServlet;
import io.github.circleauth.servlet.CircleProxyServlet;
import io.github.circleauth.servlet.CircleTokenServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallingCircleDocsTest {

    private static final Path DOCS = Path.of("../docs/calling-circle.md");
    private static final Path SNIPPETS =
            Path.of("src/test/java/io/github/circleauth/member/CallingCircleSnippets.java");

    private static String page() throws IOException {
        return Files.readString(DOCS);
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page())
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static String withoutLayout(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void theJavaOfThePageIsCompiled() throws IOException {
        String compiled = withoutLayout(Files.readString(SNIPPETS));
        List<String> members = blocks("java").stream()
                .flatMap(block -> Stream.of(block.split("\n\n(?=\\S)")))
                .map(CallingCircleDocsTest::withoutLayout)
                .toList();

        assertThat(members)
                .hasSizeGreaterThan(9)
                .allSatisfy(member -> assertThat(compiled).contains(member));
    }

    @Test
    void theServletsOfThePageAreThere() throws IOException {
        List<String> classes = Pattern.compile("<servlet-class>(.*?)</servlet-class>")
                .matcher(page())
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(classes).containsExactly(CircleProxyServlet.class.getName(), CircleTokenServlet.class.getName());
        assertThat(page()).contains(CircleCookiesServlet.class.getSimpleName());
    }
}
