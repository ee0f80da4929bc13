package io.github.circleauth.benchmarks;

import java.util.List;

/** The table of {@link WirePart}. */
final class WireSection implements Section {

    @Override
    public String name() {
        return WirePart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("for one call", "this library", "the JDK's client with Jackson", "ratio");
        for (String setting : List.of(WirePart.OBJECTS, WirePart.TREE)) {
            for (String unit : List.of(WirePart.CPU, WirePart.ALLOCATED, WirePart.SENT)) {
                List<double[]> ours = data.rounds(WirePart.NAME, "ours", setting, unit);
                List<double[]> jdk = data.rounds(WirePart.NAME, "jdk", setting, unit);
                table.row(
                        setting + ", " + unit.replace("us", "µs"),
                        Table.estimate(Statistics.estimate(ours)),
                        Table.estimate(Statistics.estimate(jdk)),
                        Table.ratio(Statistics.ratio(ours, jdk)));
            }
        }
        return table.toString();
    }
}
