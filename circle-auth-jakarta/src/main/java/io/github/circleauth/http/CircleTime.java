package io.github.circleauth.http;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The time at Circle when it responded, which translates Circle's times into our clock: the clocks of two machines differ,
 * and only the remaining time of a token counts.
 *
 * @param ours our clock when the response had arrived
 * @param circles Circle's clock at that moment. Its {@code Date} header has whole seconds, so ours counts as right if it is
 *     within that second
 */
record CircleTime(Instant ours, Instant circles) {

    /** The wait after a 429 without a readable {@code Retry-After} (Circle's advice). */
    static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(60);

    private static final Duration MAX_PAST = Duration.ofDays(1);
    private static final Duration MAX_FUTURE = Duration.ofDays(400);

    private static final Duration MIN_RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(15);
    private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,40}");

    static CircleTime of(CircleResponse response, Instant now) {
        return of(response.header("date"), now);
    }

    static CircleTime of(Optional<String> dateHeader, Instant now) {
        return new CircleTime(
                now,
                dateHeader
                        .flatMap(CircleTime::httpDate)
                        .map(date -> clamp(now, date, date.plusSeconds(1)))
                        .orElse(now));
    }

    /** Returns how far Circle's clock is ahead of ours: zero within the header's second; empty without a readable header. */
    static Optional<Duration> ahead(Optional<String> dateHeader, Instant now) {
        return dateHeader.flatMap(CircleTime::httpDate).map(date -> Duration.between(now, of(dateHeader, now).circles));
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /**
     * Translates an expiry of Circle's, an ISO-8601 text with an offset, into our clock.
     *
     * @throws StrictJson.Unreadable if it is no such text, or out of range
     */
    Instant expiry(String field, String text) throws StrictJson.Unreadable {
        Instant expiry;
        try {
            expiry = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notADate) {
            throw new StrictJson.Unreadable(field + " is no ISO-8601 time with an offset");
        }
        if (expiry.isBefore(circles.minus(MAX_PAST)) || expiry.isAfter(circles.plus(MAX_FUTURE))) {
            throw new StrictJson.Unreadable(field + " is not between a day before and 400 days after the response");
        }
        return ours.plus(Duration.between(circles, expiry));
    }

    /** Returns the response's {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date of Circle's clock. */
    Optional<Duration> retryAfter(CircleResponse response) {
        return retryAfter(response.header("retry-after"));
    }

    Optional<Duration> retryAfter(Optional<String> header) {
        return header.map(String::strip)
                .flatMap(value -> SECONDS.matcher(value).matches() ? seconds(value) : until(value))
                .map(CircleTime::clampRetryAfter);
    }

    /** Limits a wait to between 1 second, so that clients don't retry in a loop, and 15 minutes, so that they do retry. */
    static Duration clampRetryAfter(Duration wait) {
        return clamp(wait, MIN_RETRY_AFTER, MAX_RETRY_AFTER);
    }

    private static Optional<Duration> seconds(String digits) {
        BigInteger max = BigInteger.valueOf(MAX_RETRY_AFTER.toSeconds());
        return Optional.of(Duration.ofSeconds(
                new BigInteger(digits).min(max).max(BigInteger.ZERO).longValue()));
    }

    private Optional<Duration> until(String httpDate) {
        return httpDate(httpDate).map(date -> Duration.between(circles, date));
    }

    private static <T extends Comparable<T>> T clamp(T value, T min, T max) {
        return value.compareTo(min) < 0 ? min : value.compareTo(max) > 0 ? max : value;
    }
}
