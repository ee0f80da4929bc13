package io.github.circleauth.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * What time it was at Circle when it answered, and what its times are in our clock: the clocks of two machines differ,
 * and all that counts is how long a token has left.
 *
 * @param ours our clock when the answer had come
 * @param circles Circle's clock then: its {@code Date} tells whole seconds, so ours counts as right if it is within that
 *     second
 */
record CircleTime(Instant ours, Instant circles) {

    private static final Duration PAST = Duration.ofDays(1);
    private static final Duration FUTURE = Duration.ofDays(400);

    static CircleTime of(RawReply reply, Instant now) {
        return new CircleTime(
                now,
                reply.header("date")
                        .flatMap(CircleTime::httpDate)
                        .map(date -> clamp(now, date, date.plusSeconds(1)))
                        .orElse(now));
    }

    /** Returns the instant of an HTTP date. */
    static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** Translates one of Circle's expiries, an ISO-8601 text with an offset, into our clock. */
    Instant expiry(String field, String text) throws Unreadable {
        Instant told;
        try {
            told = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notADate) {
            throw new Unreadable(field + " is no ISO-8601 time with an offset");
        }
        if (told.isBefore(circles.minus(PAST)) || told.isAfter(circles.plus(FUTURE))) {
            throw new Unreadable(field + " is not within a day before and 400 days after the answer");
        }
        return ours.plus(Duration.between(circles, told));
    }

    private static Instant clamp(Instant value, Instant least, Instant most) {
        return value.isBefore(least) ? least : value.isAfter(most) ? most : value;
    }
}
