package io.github.circleauth.benchmarks;

import java.util.Arrays;
import java.util.List;

/** The table of {@link WavePart}. */
final class WaveSection implements Section {

    @Override
    public String name() {
        return WavePart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table(
                "a request, from its planned start",
                "without the library, ms",
                "with it, ms",
                "difference in a pair, ms");
        row(table, "median", data, WavePart.MEDIAN);
        row(table, "99 of 100 within", data, WavePart.P99);
        int pairs = values(data, Site.WITH, WavePart.P99).length;
        return table + "\n" + Table.number(pairs) + " pairs of a thousand requests each. "
                + sum(data, WavePart.RENEWALS)
                + " tokens were renewed meanwhile. " + sum(data, WavePart.WAITED)
                + " requests waited while their token was valid; " + sum(data, WavePart.WITHOUT_TOKEN)
                + " found a token that had expired.\n";
    }

    private static double[] values(RawData data, Site site, String unit) {
        return data.values(WavePart.NAME, site.contender, WavePart.SETTING, unit);
    }

    private static String sum(RawData data, String unit) {
        return Table.number(Arrays.stream(values(data, Site.WITH, unit)).sum());
    }

    private static void row(Table table, String label, RawData data, String unit) {
        List<double[]> with = List.of(millis(values(data, Site.WITH, unit)));
        List<double[]> without = List.of(millis(values(data, Site.WITHOUT, unit)));
        table.row(label, estimate(without), estimate(with), estimate(Statistics.differences(with, without)));
    }

    private static double[] millis(double[] micros) {
        return Arrays.stream(micros).map(value -> value / 1e3).toArray();
    }

    private static String estimate(List<double[]> values) {
        return Table.ratio(Statistics.estimate(values));
    }
}
