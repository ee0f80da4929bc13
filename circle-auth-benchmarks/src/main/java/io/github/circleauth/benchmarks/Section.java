package io.github.circleauth.benchmarks;

import java.util.Map;

/** The report of one part. */
interface Section {

    /** Returns the part's name, which the page's markers use. */
    String name();

    /** Returns the part whose values it needs; that part is measured last of all that it needs. */
    default String source() {
        return name();
    }

    /** Returns whether its values are counts, which a busy machine doesn't change. */
    boolean isExact();

    /** Returns the text, in Markdown. */
    String text(RawData data);

    /** Returns the charts as SVG, by file name. */
    default Map<String, String> charts(RawData data) {
        return Map.of();
    }
}
