package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Runs every race of this module under jcstress, and prints a line for each. A race fails if an outcome is observed that is
 * not declared, and also if a declared outcome is never observed: then its threads did not interleave as intended, and the
 * race proves nothing.
 */
class RaceIT {

    /** The output of jcstress, kept out of the console. */
    private static final String LOG = "jcstress.log";

    private static final String REPORT = "jcstress";

    @TestFactory
    @Tag("C13")
    @Tag("L1")
    Stream<DynamicTest> everyDeclaredOutcomeIsObservedAndNoOther() throws Exception {
        assertThat(TestList.tests()).isNotEmpty();
        Map<String, TestResult> results = run(System.getProperty("stress.options"));
        return TestList.tests().stream()
                .sorted()
                .map(race -> DynamicTest.dynamicTest(race, () -> {
                    assertThat(results.keySet())
                            .as("the races that jcstress ran; it needs two processors; see %s", LOG)
                            .contains(race);
                    check(results.get(race));
                }));
    }

    private static Map<String, TestResult> run(String arguments) throws Exception {
        PrintStream console = System.out;
        try (PrintStream log = new PrintStream(LOG, UTF_8)) {
            System.setOut(log);
            Options options = new Options((arguments + " -r " + REPORT).split(" "));
            assertThat(options.parse()).as(arguments).isTrue();
            try {
                new JCStress(options).run();
            } catch (AssertionError forbiddenOutcome) {
                // Reported by the test of the race.
                forbiddenOutcome.printStackTrace(log);
            }
            return results(options.getResultFile());
        } finally {
            System.setOut(console);
        }
    }

    private static Map<String, TestResult> results(String file) throws Exception {
        InProcessCollector results = new InProcessCollector();
        DiskReadCollector disk = new DiskReadCollector(file, results);
        disk.dump();
        disk.close();
        return ReportUtils.mergedByName(results.getTestResults()).stream()
                .collect(toMap(TestResult::getName, result -> result));
    }

    private static void check(TestResult result) {
        String race = result.getName().substring(result.getName().lastIndexOf('.') + 1);
        Collection<GradingResult> outcomes = result.grading().gradingResults.values();
        String observed = outcomes.stream().map(RaceIT::line).collect(joining("; "));
        System.out.printf("%s: %,d samples: %s%n", race, result.getTotalCount(), observed);
        assertThat(result.status()).as("%s", result.getMessages()).isEqualTo(Status.NORMAL);
        assertThat(outcomes.stream().filter(RaceIT::isWrong).map(RaceIT::line))
                .as("forbidden but observed, or never observed")
                .isEmpty();
    }

    private static String line(GradingResult outcome) {
        return "%,d x [%s] %s"
                .formatted(outcome.count, outcome.id, outcome.description)
                .strip();
    }

    private static boolean isWrong(GradingResult outcome) {
        return (outcome.expect == FORBIDDEN) == (outcome.count > 0);
    }
}
