package io.github.circleauth;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for operators has the lines that the code logs, with their levels and words, and no other. */
class OperationsDocsTest {

    private static final Path DOCS = Path.of("../docs");

    /** Code, level, line, cause and remedy. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(CIRCLE-\\d{4})` \\| (\\w+) \\| (.+?) \\| (.+?) \\| (.+?) \\|$");

    private static final Pattern CODE = Pattern.compile("CIRCLE-\\d{4}");

    private final List<MatchResult> rows;

    OperationsDocsTest() throws IOException {
        rows = ROW.matcher(Files.readString(DOCS.resolve("operations.md")))
                .results()
                .toList();
    }

    @Test
    void thePageHasEachLineOfTheCodeOnceWithItsLevelAndNoOther() throws IOException {
        List<String> logged = LogCodesTest.lines().stream()
                .map(OperationsDocsTest::codeAndLevel)
                .toList();

        assertThat(rows)
                .extracting(row -> row.group(1) + " " + row.group(2))
                .containsExactlyInAnyOrderElementsOf(logged);
    }

    @Test
    void theWordsOfALineAreThoseOfTheCode() throws IOException {
        Map<String, String> messages = LogCodesTest.messages();
        List<String> otherWords = new ArrayList<>();
        for (MatchResult row : rows) {
            String message = messages.getOrDefault(row.group(1), "");
            int from = 0;
            for (String words : row.group(3).split("…")) {
                int found = message.indexOf(words.strip(), from);
                if (found < 0) {
                    otherWords.add(row.group(1) + ": " + words.strip());
                }
                from = Math.max(found, from);
            }
        }
        assertThat(otherWords)
                .as("words in docs/operations.md that the code does not log")
                .isEmpty();
    }

    @Test
    void noOtherPageNamesACodeThatTheCodeDoesNotHave() throws IOException {
        List<String> known =
                LogCodesTest.lines().stream().map(line -> line.substring(0, 11)).toList();
        Map<String, List<String>> unknown;
        try (Stream<Path> pages = Files.list(DOCS)) {
            unknown = pages.filter(page -> page.toString().endsWith(".md"))
                    .collect(toMap(page -> page.getFileName().toString(), page -> codesIn(page, known)));
        }
        unknown.values().removeIf(List::isEmpty);
        assertThat(unknown).isEmpty();
    }

    private static List<String> codesIn(Path page, List<String> without) {
        return CODE.matcher(LogCodesTest.read(page))
                .results()
                .map(MatchResult::group)
                .filter(code -> !without.contains(code))
                .toList();
    }

    private static String codeAndLevel(String line) {
        return Stream.of(line.split(" ")).limit(2).collect(joining(" "));
    }

    @Test
    void theAlertsNameCodesThatExist() throws IOException {
        String alerts = Files.readString(DOCS.resolve("runbooks.md"));
        Set<String> codes = new TreeSet<>();
        CODE.matcher(alerts).results().forEach(code -> codes.add(code.group()));
        Pattern.compile("CIRCLE-(\\d*)\\(([\\d\\\\|]+)\\)")
                .matcher(alerts)
                .results()
                .forEach(alternatives -> {
                    for (String end : alternatives.group(2).split("[\\\\|]+")) {
                        codes.add("CIRCLE-" + alternatives.group(1) + end);
                    }
                });

        assertThat(codes)
                .hasSizeGreaterThan(15)
                .isSubsetOf(rows.stream().map(row -> row.group(1)).toList());
    }
}
