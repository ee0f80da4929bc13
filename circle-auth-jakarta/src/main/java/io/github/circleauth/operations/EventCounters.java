package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.RevocationDelayed;
import io.github.circleauth.event.TokenKept;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.operations.Meters.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The counters of events. Each value of a label is that of an enum, so that the number of series is fixed. */
final class EventCounters {

    static final Metric TOKENS = new Metric(
            "circle.auth.tokens", "{token}", "Attempts to get an access token for a lease, by how they ended.");

    static final Metric LEASES_ENDED =
            new Metric("circle.auth.leases.ended", "{lease}", "Leases that ended on this server.");

    static final Metric REVOKED =
            new Metric("circle.auth.revocations.done", "{token}", "Tokens that are dead at Circle by a revocation.");

    static final Metric DELAYED = new Metric(
            "circle.auth.revocations.delayed",
            "{attempt}",
            "Attempts to revoke a token that failed; it is tried again.");

    static final List<Metric> ALL = List.of(TOKENS, LEASES_ENDED, REVOKED, DELAYED);

    /** How an attempt to get a token ends. */
    enum Outcome {
        OBTAINED,
        RENEWED,
        KEPT,
        REFUSED,
        UNAVAILABLE;

        private static Outcome of(FailureEvent failure) {
            if (failure instanceof TokenKept) {
                return KEPT;
            }
            return failure instanceof TokenRefused ? REFUSED : UNAVAILABLE;
        }
    }

    /** A counter with the values of its labels. */
    record Series(Metric metric, Map<String, String> labels) {}

    private EventCounters() {}

    /** Returns the series that counts an event. */
    static Series of(CircleEvent event) {
        if (event instanceof TokenObtained) {
            return tokens(Outcome.OBTAINED, RequestLabels.NONE, RequestLabels.NONE);
        }
        if (event instanceof TokenRenewed renewed) {
            return renewed(renewed.way());
        }
        if (event instanceof LeaseEnded ended) {
            return ended(ended.reason());
        }
        if (event instanceof TokenRevoked revoked) {
            return revoked(revoked.kind());
        }
        if (event instanceof RevocationDelayed delayed) {
            return delayed(delayed.kind(), delayed.reason());
        }
        FailureEvent failure = (FailureEvent) event;
        return failed(Outcome.of(failure), failure.reason());
    }

    /** Returns all series, so that each can start with zero: an increase of a counter that wasn't there is not seen. */
    static List<Series> all() {
        List<Series> all = new ArrayList<>();
        all.add(tokens(Outcome.OBTAINED, RequestLabels.NONE, RequestLabels.NONE));
        for (TokenRenewed.Way way : TokenRenewed.Way.values()) {
            all.add(renewed(way));
        }
        for (LeaseEnded.Reason reason : LeaseEnded.Reason.values()) {
            all.add(ended(reason));
        }
        for (TokenKind kind : TokenKind.values()) {
            all.add(revoked(kind));
        }
        for (FailureReason reason : FailureReason.values()) {
            for (TokenKind kind : TokenKind.values()) {
                all.add(delayed(kind, reason));
            }
            for (Outcome failed : List.of(Outcome.KEPT, Outcome.REFUSED, Outcome.UNAVAILABLE)) {
                all.add(failed(failed, reason));
            }
        }
        return all;
    }

    private static Series renewed(TokenRenewed.Way way) {
        return tokens(Outcome.RENEWED, RequestLabels.of(way), RequestLabels.NONE);
    }

    private static Series failed(Outcome outcome, FailureReason reason) {
        return tokens(outcome, RequestLabels.NONE, RequestLabels.of(reason));
    }

    /** Registries for Prometheus demand the same labels each time. */
    private static Series tokens(Outcome outcome, String way, String reason) {
        return new Series(TOKENS, Map.of("outcome", RequestLabels.of(outcome), "way", way, "reason", reason));
    }

    private static Series ended(LeaseEnded.Reason reason) {
        return new Series(LEASES_ENDED, Map.of("reason", RequestLabels.of(reason)));
    }

    private static Series revoked(TokenKind kind) {
        return new Series(REVOKED, Map.of("kind", RequestLabels.of(kind)));
    }

    private static Series delayed(TokenKind kind, FailureReason reason) {
        return new Series(DELAYED, Map.of("kind", RequestLabels.of(kind), "reason", RequestLabels.of(reason)));
    }
}
