package io.github.circleauth.benchmarks;

import java.util.List;
import java.util.Locale;

/** How the cost grows with the number of sessions, computed from {@link SizePart} and {@link CallsPart}. */
final class GrowthSection implements Section {

    private static final List<Integer> SESSIONS = List.of(10, 1_000, 10_000, 100_000, 1_000_000);
    private static final double BYTES_PER_MEGABYTE = 1e6;
    private static final double HOURS = 8;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public String source() {
        return CallsPart.NAME;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String text(RawData data) {
        double stored = Statistics.median(data.values(SizePart.NAME, "ours", SizePart.SETTING, SizePart.STORED));
        double heap = Statistics.median(data.values(SizePart.NAME, "ours", SizePart.SETTING, SizePart.HEAP));
        String day = CallsPart.setting(CallsPart.Usage.MINUTE, CallsPart.SESSIONS.get(1));
        double calls = Statistics.median(data.values(CallsPart.NAME, "ours", day, CallsPart.CALLS)) / HOURS;
        Table table = new Table(
                "sessions in use",
                "session store, MB",
                "heap, MB",
                "requests to Circle in five minutes, for their tokens alone");
        for (int sessions : SESSIONS) {
            table.row(
                    String.format(Locale.ROOT, "%,d", sessions),
                    Table.number(sessions * stored / BYTES_PER_MEGABYTE),
                    Table.number(sessions * heap / BYTES_PER_MEGABYTE),
                    Table.number(sessions * calls / 12));
        }
        return table.toString();
    }
}
