package io.github.circleauth.example;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The start and end of an event. The page shows UTC, since Circle does not provide the members' time zones. */
public record EventTimes(
        @Nullable Instant startsAt, @Nullable Instant endsAt) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);

    public String weekday() {
        return formatted("EEEE");
    }

    public String day() {
        return formatted("d");
    }

    public String month() {
        return formatted("MMM");
    }

    /** Returns the time of day, such as {@code 18:00 to 19:30 UTC}. */
    public String hours() {
        return (startsAt == null ? "" : TIME.format(utc(startsAt)))
                + (endsAt == null ? "" : " to " + TIME.format(utc(endsAt)))
                + " UTC";
    }

    private String formatted(String pattern) {
        return startsAt == null
                ? ""
                : DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(utc(startsAt));
    }

    private static ZonedDateTime utc(Instant moment) {
        return moment.atZone(ZoneOffset.UTC);
    }
}
