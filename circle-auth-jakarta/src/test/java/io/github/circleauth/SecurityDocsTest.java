package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page on security has a row for each known threat, with tests that bear the row's id, or with the reason for having
 * none. A test bears it as a tag, or at the beginning of its name.
 */
class SecurityDocsTest {

    private static final Path ROOT = Path.of("..");

    /** The id of a row, its text, and the last column: names of test classes, or a sentence. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+) \\| (.+) \\| ([^|]+) \\|$");

    private static final Pattern TEST = Pattern.compile("`(\\w+)`");
    private static final Pattern BORNE = Pattern.compile("@Tag\\(\"([A-Z]\\d+)\"\\)|void ([A-Z]\\d+)_");

    private final String page = DocsPage.named("security.md").text();
    private final List<MatchResult> rows = ROW.matcher(page).results().toList();
    private final List<Source> sources = sources();

    private record Source(String name, String text) {

        static Source of(Path file) {
            try {
                return new Source(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isOf(String row) {
            return ids().anyMatch(row::equals);
        }

        Stream<String> ids() {
            return BORNE.matcher(text).results().map(match -> match.group(1) == null ? match.group(2) : match.group(1));
        }
    }

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("src/test/java"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(Source::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> ids(char section, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(number -> section + "" + number);
    }

    private static List<String> tests(MatchResult row) {
        return TEST.matcher(row.group(3)).results().map(test -> test.group(1)).toList();
    }

    private static boolean hasReason(MatchResult row) {
        return row.group(3).startsWith("No test: ") && row.group(3).endsWith(".");
    }

    @Test
    void thePageHasEachThreatOnceAndInOrder() {
        List<String> all = Stream.of(
                        ids('S', 14), ids('N', 14), ids('P', 12), ids('I', 12), ids('C', 13), ids('L', 18), ids('R', 9))
                .flatMap(ids -> ids)
                .toList();

        assertThat(rows).extracting(row -> row.group(1)).containsExactlyElementsOf(all);
    }

    @Test
    void eachThreatHasTestsThatBearItsIdOrAReason() {
        assertThat(rows).allSatisfy(row -> {
            assertThat(hasReason(row)).as("a reason").isEqualTo(tests(row).isEmpty());
            assertThat(tests(row))
                    .allSatisfy(test -> assertThat(sources)
                            .as("tests of %s in a class %s", row.group(1), test)
                            .anyMatch(source -> source.name.equals(test) && source.isOf(row.group(1))));
        });
    }

    @Test
    void thePageHasEachTestThatBearsAnId() {
        for (Source source : sources) {
            assertThat(source.ids().distinct())
                    .as(source.name)
                    .allSatisfy(id -> assertThat(rows)
                            .filteredOn(row -> row.group(1).equals(id))
                            .singleElement()
                            .satisfies(row -> assertThat(tests(row)).contains(source.name)));
        }
    }
}
