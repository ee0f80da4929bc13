package io.github.circleauth.sandbox;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats instants as Circle does. */
final class Timestamps {

    private static final DateTimeFormatter ISO = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /** The date format of RFC 9110, section 5.6.7. The JDK's RFC 1123 format writes days below 10 with one digit. */
    private static final DateTimeFormatter HTTP = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** Returns ISO-8601 in UTC, always with milliseconds. */
    static String iso(Instant instant) {
        return ISO.format(instant);
    }

    /** Returns an HTTP date. */
    static String httpDate(Instant instant) {
        return HTTP.format(instant);
    }
}
