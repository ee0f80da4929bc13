package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Javadoc describes the public API, all of it and nothing else. */
class DocumentedApiTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern INCLUDED = Pattern.compile("<sourceFileInclude>(.+?)</sourceFileInclude>");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\S.*? @?(?:class|interface|enum|record) ([\\w$]+)");

    @Test
    void theDocumentedTypesAreTheTypesOfThePublicApi() throws IOException {
        List<String> api = found(LISTED, Path.of("src/test/resources/public-api.txt"));

        assertThat(documentedTypes()).isNotEmpty().containsExactlyInAnyOrderElementsOf(api);
    }

    private static List<String> documentedTypes() throws IOException {
        List<PathMatcher> included = found(INCLUDED, Path.of("pom.xml")).stream()
                .map(pattern -> FileSystems.getDefault().getPathMatcher("glob:" + pattern))
                .toList();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.map(SOURCES::relativize)
                    .filter(file -> included.stream().anyMatch(pattern -> pattern.matches(file)))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .flatMap(file -> withNestedTypes(type(file)))
                    .filter(type -> Modifier.isPublic(type.getModifiers()))
                    .map(type -> type.getName().substring(type.getPackageName().length() + 1))
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static Class<?> type(Path file) {
        try {
            return Class.forName(file.toString().replaceAll("\\.java$", "").replaceAll("[/\\\\]", "."));
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<Class<?>> withNestedTypes(Class<?> type) {
        return Stream.concat(
                Stream.of(type), Arrays.stream(type.getDeclaredClasses()).flatMap(DocumentedApiTest::withNestedTypes));
    }
}
