package io.github.circleauth.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tables and the charts of {@link StampedePart}. */
final class StampedeSection implements Section {

    private static final String CHART = "performance-stampede.svg";
    private static final Map<String, String> LABELS = new LinkedHashMap<>();

    static {
        LABELS.put("ours", "ours");
        LABELS.put("spring", "Spring Security's manager");
        LABELS.put("google", "google-auth");
        LABELS.put("aws", "AWS CachedSupplier, NonBlocking");
        LABELS.put("caffeine", "Caffeine, refreshAfterWrite");
    }

    @Override
    public String name() {
        return StampedePart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        StringBuilder text = new StringBuilder();
        for (Age age : StampedePart.AGES) {
            text.append(
                    age == Age.STALE
                            ? "The token is still valid, and due to be renewed:\n\n"
                            : "\nThe token has expired:\n\n");
            text.append(table(data, age));
        }
        return text + "\n![The longest wait of 64 threads with an expired and with a stale token, as a chart](images/"
                + CHART + ")\n";
    }

    private static Table table(RawData data, Age age) {
        Table table = new Table("", "2 threads: calls, longest wait in ms", "64 threads", "500 threads");
        LABELS.forEach((contender, label) -> {
            String[] cells = new String[1 + StampedePart.THREADS.size()];
            cells[0] = label;
            for (int i = 1; i < cells.length; i++) {
                String setting = StampedePart.setting(StampedePart.THREADS.get(i - 1), age);
                double calls = Arrays.stream(data.values(StampedePart.NAME, contender, setting, StampedePart.CALLS))
                        .max()
                        .orElse(Double.NaN);
                cells[i] = Table.number(calls) + ", " + Table.estimate(longest(data, contender, setting));
            }
            table.row(cells);
        });
        return table;
    }

    private static Statistics.Estimate longest(RawData data, String contender, String setting) {
        return Statistics.estimate(data.rounds(StampedePart.NAME, contender, setting, StampedePart.LONGEST));
    }

    @Override
    public Map<String, String> charts(RawData data) {
        BarChart chart = new BarChart(
                "64 requests at one moment, Circle takes 200 ms: longest wait in ms, median and 95 % interval");
        LABELS.forEach((contender, label) -> {
            for (Age age : StampedePart.AGES) {
                String shown = label + (age == Age.STALE ? ", stale" : ", expired");
                chart.bar(shown, longest(data, contender, StampedePart.setting(64, age)), contender.equals("ours"));
            }
        });
        return Map.of(CHART, chart.svg());
    }
}
