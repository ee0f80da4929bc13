package io.github.circleauth.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Moments as Circle writes them. */
final class Times {

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** RFC 1123 with a day of two digits, as HTTP has it; the JDK's own writes one. */
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    /** ISO-8601, UTC, always with milliseconds. */
    static String iso(Instant instant) {
        return ISO.format(instant);
    }

    /** An HTTP-date. */
    static String http(Instant instant) {
        return HTTP.format(instant);
    }
}
