package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources make the same classes again. The archetype's test looks at the jar, and the profile release-test at all artifacts. */
class ReproducibleClassesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path BUILT = Path.of("target/classes");

    private static List<Path> files(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Compiles in another order than Maven does. */
    private static void compile(Path target) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--release", "17", "-nowarn", "-g:source,lines", "-proc:none"));
        arguments.addAll(List.of(
                "-classpath", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        arguments.addAll(List.of("-d", target.toString()));
        files(SOURCES, ".java").stream()
                .sorted(Comparator.reverseOrder())
                .map(Path::toString)
                .forEach(arguments::add);
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, errors, arguments.toArray(new String[0]));
        assertThat(exit).as(() -> errors.toString(UTF_8)).isZero();
    }

    @Test
    void theSameSourcesMakeTheSameClasses(@TempDir Path again) throws IOException {
        compile(again);

        List<Path> classes =
                files(again, ".class").stream().map(again::relativize).toList();
        assertThat(classes)
                .hasSizeGreaterThan(100)
                .containsExactlyInAnyOrderElementsOf(
                        files(BUILT, ".class").stream().map(BUILT::relativize).toList());
        assertThat(classes)
                .allSatisfy(file -> assertThat(Files.mismatch(again.resolve(file), BUILT.resolve(file)))
                        .isEqualTo(-1));
    }
}
