package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.CallsPart.Usage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The table of {@link CallsPart}. */
final class CallsSection implements Section {

    @Override
    public String name() {
        return CallsPart.NAME;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("", "fewest", "ours", "ratio", "a timer", "Spring, which revokes nothing");
        for (Duration session : CallsPart.SESSIONS) {
            for (Usage usage : Usage.values()) {
                String setting = CallsPart.setting(usage, session);
                List<Double> means = CallsPart.CONTENDERS.stream()
                        .map(contender -> mean(data, contender, setting))
                        .toList();
                table.row(
                        setting,
                        Table.number(means.get(0)),
                        Table.number(means.get(1)),
                        String.format(Locale.ROOT, "%.2f", means.get(1) / means.get(0)),
                        Table.number(means.get(2)),
                        Table.number(means.get(3)));
            }
        }
        return table.toString();
    }

    private static double mean(RawData data, String contender, String setting) {
        return Arrays.stream(data.values(CallsPart.NAME, contender, setting, CallsPart.CALLS))
                .average()
                .orElse(Double.NaN);
    }
}
