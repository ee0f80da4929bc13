package io.github.circleauth.operations;

import java.time.Duration;

/** Writes spans of time for people, in the two largest units. */
final class Spans {

    private Spans() {}

    /** Returns a span, such as {@code 1 min 5 s}. */
    static String of(Duration span) {
        if (span.isNegative()) {
            return "-" + of(span.negated());
        }
        if (span.compareTo(Duration.ofSeconds(1)) < 0) {
            return span.toMillis() + " ms";
        }
        if (span.compareTo(Duration.ofMinutes(1)) < 0) {
            return span.toSeconds() + " s";
        }
        if (span.compareTo(Duration.ofHours(1)) < 0) {
            return two(span.toMinutes(), "min", span.toSecondsPart(), "s");
        }
        return span.compareTo(Duration.ofDays(1)) < 0
                ? two(span.toHours(), "h", span.toMinutesPart(), "min")
                : two(span.toDays(), "d", span.toHoursPart(), "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** Returns a time's distance from now, such as {@code in 5 s} or {@code 5 s ago}. */
    static String fromNow(Duration fromNow) {
        if (fromNow.abs().compareTo(Duration.ofSeconds(1)) < 0) {
            return "now";
        }
        return fromNow.isNegative() ? of(fromNow.negated()) + " ago" : "in " + of(fromNow);
    }
}
