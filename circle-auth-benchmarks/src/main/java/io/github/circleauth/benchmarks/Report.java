package io.github.circleauth.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints the results of a run. Times are compared only if the machine was quiet enough. */
final class Report {

    /** Says that there is nothing to report. */
    static final String NOT_MEASURED = "*Not measured yet. The command above measures it, and writes it here.*\n";

    private static final List<Section> SECTIONS = List.of(
            new HitSection(),
            new StampedeSection(),
            new LogoutSection(),
            new WireSection(),
            new OpenIdSection(),
            new WaveSection(),
            new ProxySection(),
            new RevocationSection(),
            new LedgerSection(),
            new SizeSection(),
            new CallsSection(),
            new OutageSection(),
            new GrowthSection());

    private final RawData data;
    private final List<String> objections;

    Report(RawData data) {
        this.data = data;
        this.objections = data.isEmpty() ? List.of() : data.conditions().objections();
    }

    /** Returns whether the times may be compared. */
    boolean isComparable() {
        return objections.isEmpty();
    }

    /** Returns the text of each section, by its name. */
    Map<String, String> blocks() {
        Map<String, String> blocks = new LinkedHashMap<>();
        blocks.put("run", data.isEmpty() ? NOT_MEASURED : run());
        SECTIONS.forEach(section -> blocks.put(section.name(), block(section)));
        return blocks;
    }

    private boolean isMeasured(Section section) {
        return data.has(section.source());
    }

    private String block(Section section) {
        if (!isMeasured(section)) {
            return NOT_MEASURED;
        }
        return section.isExact() || isComparable()
                ? section.text(data)
                : "*The machine was too busy for a comparison.*\n";
    }

    /** Returns all charts as SVG, by file name. */
    Map<String, String> charts() {
        Map<String, String> charts = new LinkedHashMap<>();
        SECTIONS.stream()
                .filter(section -> isMeasured(section) && (section.isExact() || isComparable()))
                .forEach(section -> charts.putAll(section.charts(data)));
        return charts;
    }

    private String run() {
        Conditions conditions = data.conditions();
        Table table = new Table("the run", "");
        table.row("machine", data.noted("machine"));
        table.row("from, to", data.noted("started") + ", " + data.noted("ended"));
        table.row(
                "load before, after (with the run's own)",
                Table.number(conditions.loadBefore()) + ", " + Table.number(conditions.loadAfter()));
        table.row(
                "processors used by other programs before, after",
                percent(conditions.othersBefore()) + ", " + percent(conditions.othersAfter()));
        table.row(
                "the floor at the start, at the end",
                Table.number(conditions.floorBefore()) + " ns, " + Table.number(conditions.floorAfter()) + " ns");
        return isComparable()
                ? table.toString()
                : table + "\nTimes are not compared: " + String.join("; ", objections) + ".\n";
    }

    private static String percent(double share) {
        return Table.number(Math.rint(100 * share)) + " %";
    }

    /** Returns all of it, for the console. */
    String text() {
        StringBuilder text = new StringBuilder();
        blocks().forEach((name, block) ->
                text.append("\n## ").append(name).append("\n\n").append(block));
        return text.toString();
    }
}
