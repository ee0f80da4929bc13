package io.github.circleauth;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The codes of the log lines, by which operators search and set alarms: each line has one, and keeps it. */
class LogCodesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path LIST = Path.of("src/test/resources/log-codes.txt");
    private static final Path CURRENT = Path.of("target/log-codes.txt");

    private static final Pattern LOG_CALL = Pattern.compile("\\.log\\(");
    private static final Pattern WITH_CODE = Pattern.compile(
            "\\.log\\(\\s*(?:System\\.Logger\\.)?Level\\.(\\w+),\\s*(?:\\(\\) ->\\s*)?\"(CIRCLE-\\d{4}): ");

    private static final Pattern LITERALS = Pattern.compile("\\G\\s*\\+?\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    @Test
    void eachLogLineBeginsWithACodeOfItsOwn() throws IOException {
        for (Path file : sources()) {
            String source = Files.readString(file);
            assertThat(WITH_CODE.matcher(source).results())
                    .as("log calls of %s whose message begins with a code", file)
                    .hasSize((int) LOG_CALL.matcher(source).results().count());
        }
        assertThat(lines()).extracting(line -> line.substring(0, 11)).doesNotHaveDuplicates();
    }

    @Test
    void theCodesAreTheOnesInTheCheckedInList() throws IOException {
        List<String> current = lines();
        Files.write(CURRENT, current);

        assertThat(current)
                .as(
                        "A log line was added, removed or has another level. If that is meant, copy circle-auth-jakarta/%s"
                                + " over circle-auth-jakarta/%s. A code is never used for another line.",
                        CURRENT, LIST)
                .containsExactlyElementsOf(Files.readAllLines(LIST));
    }

    /** Returns code, level and class of each log call, sorted. */
    static List<String> lines() throws IOException {
        return sources().stream().flatMap(LogCodesTest::lines).sorted().toList();
    }

    private static Stream<String> lines(Path file) {
        String type =
                SOURCES.relativize(file).toString().replaceAll("[/\\\\]", ".").replaceFirst("\\.java$", "");
        return WITH_CODE.matcher(read(file)).results().map(call -> line(call, type));
    }

    private static String line(MatchResult call, String type) {
        return call.group(2) + " " + call.group(1) + " " + type.replaceFirst("^io\\.github\\.circleauth\\.", "");
    }

    /** Returns the message of each log call by its code, up to its first part that is no literal. */
    static Map<String, String> messages() throws IOException {
        return sources().stream()
                .map(LogCodesTest::read)
                .flatMap(source -> WITH_CODE.matcher(source).results().map(call -> literals(source, call.start(2) - 1)))
                .collect(toMap(message -> message.substring(0, 11), message -> message.substring(13)));
    }

    private static String literals(String source, int from) {
        String concatenated = LITERALS.matcher(source)
                .region(from, source.length())
                .results()
                .map(literal -> literal.group(1))
                .collect(joining());
        return concatenated.replace("''", "'").replaceAll("\\{\\d}", "…");
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
