package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.Statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars with their 95 % intervals, as SVG. */
final class BarChart {

    private static final int LABELS = 300;
    private static final int BARS = 420;
    private static final int VALUES = 80;
    private static final int ROW = 26;
    private static final int TITLE = 34;

    private record Bar(String label, Estimate value, boolean isOurs) {}

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(String title) {
        this.title = title;
    }

    void bar(String label, Estimate value, boolean isOurs) {
        bars.add(new Bar(label, value, isOurs));
    }

    String svg() {
        int width = LABELS + BARS + VALUES;
        int height = TITLE + ROW * bars.size() + 10;
        double longest =
                bars.stream().mapToDouble(bar -> bar.value().high()).max().orElse(1);
        StringBuilder svg = new StringBuilder(text(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">%n",
                width, height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        svg.append(text("<text x=\"12\" y=\"22\" font-weight=\"bold\" fill=\"#222\">%s</text>%n", title));
        for (int i = 0; i < bars.size(); i++) {
            svg.append(bar(bars.get(i), TITLE + ROW * i, BARS / longest));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Bar bar, int top, double scale) {
        double middle = top + ROW / 2.0;
        double end = LABELS + bar.value().median() * scale;
        String colour = bar.isOurs() ? "#2f6fb0" : "#9aa5b1";
        return text(
                        "<text x=\"%d\" y=\"%.0f\" text-anchor=\"end\" fill=\"#222\">%s</text>%n",
                        LABELS - 8, middle + 4, bar.label())
                + text(
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LABELS, top + 4, end - LABELS, ROW - 8, colour)
                + text(
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#222\"/>%n",
                        LABELS + bar.value().low() * scale, LABELS + bar.value().high() * scale, middle, middle)
                + text(
                        "<text x=\"%.1f\" y=\"%.0f\" fill=\"#222\">%s</text>%n",
                        LABELS + bar.value().high() * scale + 6,
                        middle + 4,
                        Table.number(bar.value().median()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values).replace("\r", "");
    }
}
