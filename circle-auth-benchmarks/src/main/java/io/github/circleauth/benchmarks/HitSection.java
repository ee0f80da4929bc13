package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.Statistics.Estimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table and the charts of {@link HitPart}. */
final class HitSection implements Section {

    /** Each contender, and its work for a request. */
    private static final Map<String, String> LABELS = new LinkedHashMap<>();

    static {
        LABELS.put("floor", "the floor, session and principal in hand");
        LABELS.put("floorFromRequest", "the floor, from the request");
        LABELS.put("filter", "our filter");
        LABELS.put("accessToken", "our accessToken()");
        LABELS.put("google", "google-auth (no session)");
        LABELS.put("caffeine", "Caffeine (no session)");
        LABELS.put("aws", "AWS CachedSupplier (no session)");
        LABELS.put("spring", "Spring Security's manager");
        LABELS.put("pac4j", "pac4j's filter");
    }

    @Override
    public String name() {
        return HitPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    private static boolean isOurs(String contender) {
        return contender.equals("filter") || contender.equals("accessToken");
    }

    private static List<double[]> nanos(RawData data, String contender, String setting) {
        return data.rounds(HitPart.NAME, contender, setting, "ns");
    }

    @Override
    public String text(RawData data) {
        Table table = new Table("", "1 thread, ns", "ratio to the floor", "2 threads, ns", "ratio to the floor", "B");
        String one = HitPart.setting(1);
        String two = HitPart.setting(2);
        LABELS.forEach((contender, label) -> table.row(
                label,
                Table.estimate(Statistics.estimate(nanos(data, contender, one))),
                Table.ratio(Statistics.ratio(nanos(data, contender, one), nanos(data, "floor", one))),
                Table.estimate(Statistics.estimate(nanos(data, contender, two))),
                Table.ratio(Statistics.ratio(nanos(data, contender, two), nanos(data, "floor", two))),
                // A JVM's own allocations are a part of a byte each.
                Table.number(Math.floor(Statistics.median(data.values(HitPart.NAME, contender, one, HitPart.BYTES))))));
        return table + "\n" + difference(data, one) + "\n\n![The same with one thread, as a chart](images/" + chartOf(1)
                + ")\n\n![The same with two threads, as a chart](images/" + chartOf(2) + ")\n";
    }

    /** Says how much more than the floor the filter costs. */
    private static String difference(RawData data, String setting) {
        double filter = Statistics.estimate(nanos(data, "filter", setting)).median();
        double floor = Statistics.estimate(nanos(data, "floor", setting)).median();
        double fromRequest =
                Statistics.estimate(nanos(data, "floorFromRequest", setting)).median();
        return "With one thread the filter costs " + Table.number(filter - floor) + " ns more than the floor, and "
                + Table.number(filter - fromRequest)
                + " ns more than the floor from the request. The aim is 15 ns at most.";
    }

    private static String chartOf(int threads) {
        return "performance-hit-" + threads + ".svg";
    }

    @Override
    public Map<String, String> charts(RawData data) {
        Map<String, String> charts = new LinkedHashMap<>();
        for (int threads : HitPart.THREADS) {
            BarChart chart = new BarChart(
                    "A request whose token is fresh, " + HitPart.setting(threads) + ": ns, median and 95 % interval");
            LABELS.forEach((contender, label) -> {
                Estimate estimate = Statistics.estimate(nanos(data, contender, HitPart.setting(threads)));
                chart.bar(label, estimate, isOurs(contender));
            });
            charts.put(chartOf(threads), chart.svg());
        }
        return charts;
    }
}
