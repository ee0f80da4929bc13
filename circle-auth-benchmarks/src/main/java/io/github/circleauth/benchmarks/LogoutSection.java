package io.github.circleauth.benchmarks;

import java.util.List;

/** The table of {@link LogoutPart}. */
final class LogoutSection implements Section {

    @Override
    public String name() {
        return LogoutPart.NAME;
    }

    @Override
    public boolean isExact() {
        return false;
    }

    @Override
    public String text(RawData data) {
        Table table = new Table(
                "a revocation takes Circle",
                "without the library, µs",
                "with it, µs",
                "difference in a pair, µs",
                "with it, 99 of 100 within, µs");
        for (String setting : LogoutPart.SETTINGS.keySet()) {
            List<double[]> without = data.rounds(LogoutPart.NAME, "without", setting, LogoutPart.MICROS);
            List<double[]> with = data.rounds(LogoutPart.NAME, "ours", setting, LogoutPart.MICROS);
            table.row(
                    setting,
                    Table.estimate(Statistics.estimate(without)),
                    Table.estimate(Statistics.estimate(with)),
                    Table.estimate(Statistics.estimate(Statistics.differences(with, without))),
                    Table.number(Statistics.quantile(
                            data.values(LogoutPart.NAME, "ours", setting, LogoutPart.MICROS), 0.99)));
        }
        return table.toString();
    }
}
