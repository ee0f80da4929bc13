package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.http.RequestObserver;
import io.github.circleauth.operations.Meters.Metric;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for operators have the metrics that the code registers, and no other. */
class MetricsDocsTest {

    private static final Path DOCS = Path.of("../docs");

    /** Name, Prometheus name, type and unit, labels, meaning. */
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `(circle\\.auth\\.[a-z_.]+)` \\| `(\\w+)` \\| (\\w+), `(.+?)` \\| (.+?) \\| .+? \\|$");

    private static final Pattern LABEL = Pattern.compile("`(\\w+)`: ((?:`\\w+`(?:, )?)+)");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    /** What the code registers at the start: by name the unit, the type, and all values of each label. */
    private static final class Registered implements Meters {

        final Map<String, String> types = new TreeMap<>();
        final Map<String, Map<String, Set<String>>> labels = new TreeMap<>();

        int series;

        private void add(Metric metric, String type, Map<String, String> values) {
            series++;
            types.put(metric.name(), type + " " + metric.unit());
            Map<String, Set<String>> known = labels.computeIfAbsent(metric.name(), name -> new TreeMap<>());
            values.forEach((label, value) ->
                    known.computeIfAbsent(label, none -> new TreeSet<>()).add(value));
        }

        @Override
        public void count(Metric metric, Map<String, String> values, int more) {
            add(metric, "counter", values);
        }

        @Override
        public void gauge(Metric metric, Map<String, String> values, DoubleSupplier value) {
            add(metric, "gauge", values);
        }

        @Override
        public void measure(RequestObserver.Request request, End end, Duration duration) {
            throw new AssertionError("nothing is measured at the start");
        }

        @Override
        public void close() {}
    }

    private final Registered registered = new Registered();
    private final String monitoring;
    private final String runbooks;

    MetricsDocsTest() throws IOException {
        EventCounters.all().forEach(series -> registered.count(series.metric(), series.labels(), 0));
        new DiagnosedApplication().gauges.register(registered);
        monitoring = Files.readString(DOCS.resolve("monitoring.md"));
        runbooks = Files.readString(DOCS.resolve("runbooks.md"));
    }

    private Stream<MatchResult> rows() {
        return ROW.matcher(monitoring).results();
    }

    /** Returns the name as Prometheus has it, by the rules of OpenTelemetry and of MicroProfile Metrics. */
    private static String prometheus(String name, String type) {
        String unit = type.endsWith(" s") ? "_seconds" : type.endsWith(" 1") ? "_ratio" : "";
        return name.replace('.', '_') + unit + (type.startsWith("counter") ? "_total" : "");
    }

    @Test
    void theTableHasEachMetricWithItsTypeAndUnitAndNoOther() {
        assertThat(rows().collect(Collectors.toMap(row -> row.group(1), row -> row.group(3) + " " + row.group(4))))
                .isEqualTo(registered.types);
    }

    @Test
    void theTableHasTheNamesOfPrometheus() {
        assertThat(rows())
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.group(2))
                        .isEqualTo(prometheus(row.group(1), registered.types.get(row.group(1)))));
    }

    @Test
    void theTableHasAllValuesOfEachLabel() {
        Map<String, Map<String, Set<String>>> described = new TreeMap<>();
        rows().forEach(row -> {
            Map<String, Set<String>> labels = new TreeMap<>();
            LABEL.matcher(row.group(5)).results().forEach(label -> labels.put(label.group(1), values(label.group(2))));
            described.put(row.group(1), labels);
        });

        assertThat(described).isEqualTo(registered.labels);
    }

    @Test
    void thePageHasTheNumberOfSeries() {
        assertThat(monitoring).contains("an application has " + registered.series + " series");
    }

    private static Set<String> values(String listed) {
        return CODE.matcher(listed)
                .results()
                .map(value -> value.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theAlertsNameMetricsAndLabelsThatExist() {
        Set<String> names = new TreeSet<>();
        registered.types.forEach((name, type) -> names.add(prometheus(name, type)));
        Set<String> values = registered.labels.values().stream()
                .flatMap(labels -> labels.entrySet().stream())
                .flatMap(label -> label.getValue().stream().map(value -> label.getKey() + "=" + value))
                .collect(Collectors.toSet());

        Set<String> usedNames = new TreeSet<>();
        Pattern.compile("circle_auth_\\w+").matcher(promQl()).results().forEach(name -> usedNames.add(name.group()));
        assertThat(usedNames).hasSizeGreaterThan(5).isSubsetOf(names);

        Set<String> used = new TreeSet<>();
        Pattern.compile("(\\w+)=~?\"([^\"]*)\"").matcher(promQl()).results().forEach(selector -> {
            for (String value : selector.group(2).split("\\\\?\\|")) {
                used.add(selector.group(1) + "=" + value);
            }
        });
        assertThat(used).hasSizeGreaterThan(3).isSubsetOf(values);
    }

    /** Returns the alerts as Prometheus has them. */
    private String promQl() {
        int start = runbooks.indexOf("```yaml\ngroups:");
        assertThat(start).as("the rules for Prometheus in docs/runbooks.md").isPositive();
        return runbooks.substring(start, runbooks.indexOf("\n```", start));
    }

    @Test
    void noLabelIsNamedThatIsDescribedNowhere() {
        assertThat(RequestLabels.of(
                                new RequestObserver.Request("GET", URI.create("https://app.circle.so"), null, 0),
                                Meters.End.responded(200))
                        .keySet())
                .allSatisfy(label -> assertThat(monitoring).contains("`" + label + "`"));
    }
}
