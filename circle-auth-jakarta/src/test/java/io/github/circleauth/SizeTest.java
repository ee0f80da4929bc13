package io.github.circleauth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hc.client5.http.classic.HttpClient;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The library's share of a WAR. docs/RATIONALE.md says why it is not smaller. */
class SizeTest {

    private static final Path CLASSES = Path.of("target/classes");
    private static final int JAR_BOUND = 930_000;
    private static final int BUNDLE_BOUND = 3_280_000;

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Returns the bytes of the jar, which is built after the tests; Maven adds its pom to it. */
    private static long bytesOfJar() throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(jar)) {
            for (Path file : files()) {
                zip.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
                zip.write(read(file));
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry("META-INF/maven/pom.xml"));
            zip.write(read(Path.of("pom.xml")));
        }
        return jar.size();
    }

    private static boolean has(String attribute, Path classFile) {
        return new String(read(classFile), ISO_8859_1).contains(attribute);
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Path> bundled() {
        return Stream.of(HttpClient.class, HttpRequest.class, HttpVersionPolicy.class, Logger.class)
                .map(SizeTest::jarOf);
    }

    @Test
    void theJarStaysWithinItsBound() throws IOException {
        assertThat(bytesOfJar()).isBetween(JAR_BOUND / 2L, (long) JAR_BOUND);
    }

    @Test
    void whatAWarBundlesStaysWithinItsBound() throws IOException {
        long others = bundled().mapToLong(jar -> read(jar).length).sum();

        assertThat(others + bytesOfJar()).isLessThanOrEqualTo(BUNDLE_BOUND);
    }

    /** An application's own SLF4J 2 replaces the one that is bundled, since it is a jar of its own. */
    @Test
    void slf4jIsOfVersion2AndNotInTheJar() throws IOException {
        assertThat(jarOf(Logger.class).getFileName().toString()).startsWith("slf4j-api-2.");
        assertThat(files())
                .allSatisfy(file -> assertThat(CLASSES.relativize(file))
                        .matches(path -> path.startsWith("io/github/circleauth") || path.startsWith("META-INF")));
    }

    @Test
    void stackTracesHaveLinesAndLocalVariablesHaveNoNames() throws IOException {
        List<Path> classes = files().stream()
                .filter(file -> file.toString().endsWith(".class"))
                .toList();

        assertThat(classes).hasSizeGreaterThan(100);
        assertThat(classes).filteredOn(file -> has("LineNumberTable", file)).hasSizeGreaterThan(100);
        assertThat(classes).filteredOn(file -> has("LocalVariableTable", file)).isEmpty();
    }
}
