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
                "a revocation takes Circle", "without the library, µs", "with it, µs", "with it, 99 of 100 within, µs");
        for (String setting : LogoutPart.SETTINGS.keySet()) {
            List<double[]> with = data.rounds(LogoutPart.NAME, "ours", setting, LogoutPart.MICROS);
            table.row(
                    setting,
                    Table.estimate(
                            Statistics.estimate(data.rounds(LogoutPart.NAME, "without", setting, LogoutPart.MICROS))),
                    Table.estimate(Statistics.estimate(with)),
                    Table.number(Statistics.quantile(
                            data.values(LogoutPart.NAME, "ours", setting, LogoutPart.MICROS), 0.99)));
        }
        return table.toString();
    }
}
