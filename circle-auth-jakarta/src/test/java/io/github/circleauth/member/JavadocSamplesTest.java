package io.github.circleauth.member;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code in the Javadoc of the API is compiled in {@link JavadocSnippets}, and does what it says. */
class JavadocSamplesTest {

    private static final String PACKAGE = "java/io/github/circleauth/member/";

    @ParameterizedTest
    @ValueSource(classes = {MemberApi.class, MemberAuthorization.class, MemberAuthorizationFilter.class})
    void theCodeOfTheJavadocIsCompiled(Class<?> type) throws IOException {
        String source = Files.readString(Path.of("src/main", PACKAGE, type.getSimpleName() + ".java"));
        String compiled = plain(Files.readString(Path.of("src/test", PACKAGE, "JavadocSnippets.java")));
        List<String> lines = Pattern.compile("<pre>\\{@code(.*?)\\}</pre>", Pattern.DOTALL)
                .matcher(source)
                .results()
                .flatMap(sample -> sample.group(1).lines())
                .map(line -> plain(line.replaceFirst("^ \\* ?", "")).replace("{…}", "{"))
                .filter(line -> !line.isEmpty())
                .toList();

        assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(compiled).contains(line));
    }

    private static String plain(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void theSamplesRun() throws Exception {
        try (MemberFixture fixture = new MemberFixture()) {
            HttpRequest request = HttpRequest.newBuilder(fixture.uri("/home")).build();

            assertThat(JavadocSnippets.memberApi(fixture.api)).hasSize(3);
            JavadocSnippets.memberAuthorization(fixture.authorization, HttpClient.newHttpClient(), request);
            JavadocSnippets.memberAuthorizationFilter();
        }
    }
}
