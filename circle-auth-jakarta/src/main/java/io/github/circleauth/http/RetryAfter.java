package io.github.circleauth.http;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long Circle wants to be left alone. */
final class RetryAfter {

    static final Duration WHEN_UNSAID = Duration.ofSeconds(60);

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofMinutes(15);
    private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,40}");

    private RetryAfter() {}

    /** Returns what the answer's header says, in seconds or as a date by Circle's own clock. */
    static Optional<Duration> of(RawReply reply, CircleTime time) {
        return reply.header("retry-after")
                .flatMap(text -> {
                    String value = text.strip();
                    return SECONDS.matcher(value).matches() ? seconds(value) : until(value, time.circles());
                })
                .map(RetryAfter::clamp);
    }

    /** Returns a wait that is neither so short that it invites a loop nor so long that nobody comes back. */
    static Duration clamp(Duration wait) {
        return wait.compareTo(LEAST) < 0 ? LEAST : wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    private static Optional<Duration> seconds(String digits) {
        BigInteger most = BigInteger.valueOf(MOST.toSeconds());
        return Optional.of(Duration.ofSeconds(
                new BigInteger(digits).min(most).max(BigInteger.ZERO).longValue()));
    }

    private static Optional<Duration> until(String text, Instant now) {
        return CircleTime.httpDate(text).map(date -> Duration.between(now, date));
    }
}
