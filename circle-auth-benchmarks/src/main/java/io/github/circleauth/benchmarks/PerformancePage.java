package io.github.circleauth.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code docs/performance.md}, whose tables and charts come from the raw data of a run. */
final class PerformancePage {

    private static final String END = "<!-- end -->";

    private final Path docs;

    PerformancePage(Path docs) {
        this.docs = docs;
    }

    private static String start(String name) {
        return "<!-- measured: " + name + " -->\n";
    }

    private Path page() {
        return docs.resolve("performance.md");
    }

    Path chart(String name) {
        return docs.resolve("images").resolve(name);
    }

    String text() throws IOException {
        return Files.readString(page());
    }

    /** Returns the page with the tables of a report. */
    String with(Report report) throws IOException {
        String text = text();
        for (Map.Entry<String, String> block : report.blocks().entrySet()) {
            String marker = start(block.getKey());
            int start = text.indexOf(marker);
            int end = text.indexOf(END, start);
            if (start < 0 || end < 0) {
                throw new IllegalStateException(page() + " has no place for " + block.getKey() + ".");
            }
            text = text.substring(0, start + marker.length()) + "\n" + block.getValue() + "\n" + text.substring(end);
        }
        return text;
    }

    /** Writes the tables and the charts of a report. */
    void write(Report report) throws IOException {
        Files.writeString(page(), with(report));
        for (Map.Entry<String, String> chart : report.charts().entrySet()) {
            Files.createDirectories(chart(chart.getKey()).getParent());
            Files.writeString(chart(chart.getKey()), chart.getValue());
        }
    }
}
