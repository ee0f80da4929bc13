package io.github.circleauth.benchmarks;

import java.util.Arrays;
import java.util.List;

/** The table of {@link ProxyPart}. */
final class ProxySection implements Section {

    @Override
    public String name() {
        return ProxyPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("a response of", "", "the library's proxy", "a servlet that copies", "ratio");
        for (String setting : ProxyPart.SETTINGS.keySet()) {
            row(table, setting, "requests a second", 1, data, ProxyPart.REQUESTS);
            row(table, setting, "megabytes a second", 1e6, data, ProxyPart.BYTES);
            row(table, setting, "µs of the server's CPU for one", 1, data, ProxyPart.CPU);
        }
        return table.toString();
    }

    private static void row(Table table, String setting, String label, double divisor, RawData data, String unit) {
        List<double[]> ours = rounds(data, Site.WITH, setting, unit, divisor);
        List<double[]> copying = rounds(data, Site.WITHOUT, setting, unit, divisor);
        table.row(
                setting,
                label,
                Table.estimate(Statistics.estimate(ours)),
                Table.estimate(Statistics.estimate(copying)),
                Table.ratio(Statistics.ratio(ours, copying)));
    }

    private static List<double[]> rounds(RawData data, Site site, String setting, String unit, double divisor) {
        return data.rounds(ProxyPart.NAME, site.contender, setting, unit).stream()
                .map(values ->
                        Arrays.stream(values).map(value -> value / divisor).toArray())
                .toList();
    }
}
