package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.Statistics.Estimate;
import java.util.List;
import java.util.Locale;

/** A table in Markdown, and its numbers. */
final class Table {

    private static final double FEW_DIGITS_FROM = 100;
    private final StringBuilder text = new StringBuilder();

    Table(String... header) {
        row(header);
        row(List.of(header).stream().map(column -> "---").toArray(String[]::new));
    }

    void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }

    static String number(double value) {
        String format = Math.abs(value) >= FEW_DIGITS_FROM || value == Math.rint(value) ? "%,.0f" : "%.1f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Returns the median with its interval. */
    static String estimate(Estimate estimate) {
        return number(estimate.median()) + " (" + number(estimate.low()) + " to " + number(estimate.high()) + ")";
    }

    /** Returns a ratio with its interval. */
    static String ratio(Estimate estimate) {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", estimate.median(), estimate.low(), estimate.high());
    }
}
