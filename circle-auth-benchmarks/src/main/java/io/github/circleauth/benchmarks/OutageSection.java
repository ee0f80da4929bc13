package io.github.circleauth.benchmarks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The table of {@link OutagePart}. */
final class OutageSection implements Section {

    private static final Map<String, String> LABELS = new LinkedHashMap<>();

    static {
        LABELS.put("ours", "ours");
        LABELS.put("spring", "Spring Security's manager");
        LABELS.put("aws", "AWS CachedSupplier, OneCallerBlocks");
        LABELS.put("caffeine", "Caffeine, refreshAfterWrite");
    }

    @Override
    public String name() {
        return OutagePart.NAME;
    }

    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table(
                "the most of all users",
                "outage",
                "failed while the token was valid",
                "failed later",
                "s until it recovered");
        for (int minute : OutagePart.MINUTES) {
            String setting = OutagePart.setting(minute);
            LABELS.forEach((contender, label) -> table.row(
                    label,
                    setting,
                    most(data, contender, setting, OutagePart.FAILED_WHILE_VALID),
                    most(data, contender, setting, OutagePart.FAILED_LATER),
                    most(data, contender, setting, OutagePart.RECOVERY)));
        }
        return table.toString();
    }

    private static String most(RawData data, String contender, String setting, String unit) {
        return Table.number(Arrays.stream(data.values(OutagePart.NAME, contender, setting, unit))
                .max()
                .orElse(Double.NaN));
    }
}
