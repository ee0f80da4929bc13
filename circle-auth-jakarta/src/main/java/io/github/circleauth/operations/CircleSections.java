package io.github.circleauth.operations;

import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.RateLimitUsage;
import io.github.circleauth.operations.DiagnosticsPage.Column;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Share;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import io.github.circleauth.operations.DiagnosticsPage.Tone;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseInspector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section about requests to Circle: the circuit breaker, the rate limit and its users, the clock. */
final class CircleSections {

    private static final List<Column> SHARES =
            List.of(new Column("by", "By"), new Column("requests", "Requests"), new Column("percent", "Of the limit"));

    /** A share of the limit from which it is likely to run short. */
    private static final double NEARLY_USED = 0.9;

    /** A difference that a machine with a working NTP does not have. */
    private static final Duration CLOCK_IS_WRONG = Duration.ofMinutes(1);

    private final CircleHttp http;
    private final LeaseInspector leases;

    CircleSections(CircleHttp http, LeaseInspector leases) {
        this.http = http;
        this.leases = leases;
    }

    Part part() {
        RateLimitUsage usage = http.rateLimitUsage();
        CircuitBreaker.Status breaker = leases.circuitBreaker();
        Optional<Duration> ahead = http.clockDifference();
        Section section = new Section(
                "circle",
                "Requests to Circle",
                "",
                List.of(
                        new Fact("baseUrl", "Circle", http.baseUrl().toString()),
                        new Fact("circuitBreaker", "Circuit breaker", mark(breaker)),
                        new Fact("failuresInARow", "Failures in a row", breaker.failures()),
                        new Fact("halfOpenIn", "Next probe in", breaker.isOpen() ? breaker.untilHalfOpen() : null),
                        new Fact("limit", "Requests allowed", usage.limit()),
                        new Fact("window", "Within", usage.window()),
                        new Fact("usedPercent", "Of these used", new Share(usage.total(), usage.limit())),
                        new Fact(
                                "pausedFor",
                                "All requests pause for",
                                usage.pause().isZero() ? null : usage.pause()),
                        new Fact("clockAhead", "Circle's clock is ahead by", ahead.orElse(null))),
                List.of(shares(usage)));
        return new Part(section, attention(usage, breaker, ahead));
    }

    private static Mark mark(CircuitBreaker.Status breaker) {
        Tone tone = switch (breaker.mode()) {
            case CLOSED -> Tone.GOOD;
            case HALF_OPEN -> Tone.WAITING;
            case OPEN -> Tone.BAD;
        };
        return new Mark(breaker.mode().name(), tone);
    }

    private static Table shares(RateLimitUsage usage) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(share("sign-in", usage.signIns(), usage));
        rows.add(share("renewal", usage.renewals(), usage));
        rows.add(share("revocation", usage.revocations(), usage));
        rows.add(share("Member API", usage.memberApi(), usage));
        return new Table("shares", "Use of the rate limit", SHARES, rows, "");
    }

    private static List<@Nullable Object> share(String by, int requests, RateLimitUsage usage) {
        return Arrays.asList(by, requests, new Share(requests, usage.limit()));
    }

    private static List<String> attention(
            RateLimitUsage usage, CircuitBreaker.Status breaker, Optional<Duration> ahead) {
        List<String> sentences = new ArrayList<>();
        if (breaker.isOpen()) {
            sentences.add("Circle could not be reached " + breaker.failures()
                    + " times in a row: tokens are served until they expire, and one renewal at a time tries again.");
        }
        if (!usage.pause().isZero()) {
            sentences.add("Circle has responded with 429 (too many requests). All requests pause for "
                    + Spans.of(usage.pause()) + ", unless a probe succeeds earlier.");
        }
        if (usage.total() >= usage.limit() * NEARLY_USED) {
            sentences.add("The rate limit is nearly used up: " + usage.total() + " of " + usage.limit()
                    + " requests in " + Spans.of(usage.window()) + ".");
        }
        ahead.filter(by -> by.abs().compareTo(CLOCK_IS_WRONG) >= 0)
                .ifPresent(by -> sentences.add("The clocks of this server and of Circle differ by " + Spans.of(by.abs())
                        + ". Tokens are not affected; the times here and in logs may be wrong."));
        return sentences;
    }
}
