package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one deployment on this server, by kind and reason, and keeps the last failure of each kind. A kind is
 * the simple name of an event's type, such as {@code TokenRenewed}. Thread-safe; takes no lock.
 */
public final class Statistics implements Consumer<CircleEvent> {

    /**
     * The last failure of one kind.
     *
     * @param reason why it failed
     * @param status the HTTP status of Circle's response, or empty if there was none
     * @param at when it failed
     */
    public record LastFailure(FailureReason reason, OptionalInt status, Instant at) {}

    /**
     * The statistics at one moment.
     *
     * @param counts how many events of each kind there were, by reason; by the empty text for a kind without reasons. A kind
     *     without an event is missing
     * @param lastFailures the last failure of each kind that had one
     * @param lastSuccess when Circle last gave tokens, or revoked one
     */
    public record Snapshot(
            SortedMap<String, SortedMap<String, Long>> counts,
            SortedMap<String, LastFailure> lastFailures,
            Optional<Instant> lastSuccess) {

        /** Returns how many events of a kind there were. */
        public long count(Class<? extends CircleEvent> kind) {
            return counts.getOrDefault(kind.getSimpleName(), Collections.emptySortedMap()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    private final InstantSource clock;
    private final Map<String, Map<String, LongAdder>> counts = new ConcurrentHashMap<>();
    private final Map<String, LastFailure> lastFailures = new ConcurrentHashMap<>();
    private volatile @Nullable Instant lastSuccess;

    public Statistics(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void accept(CircleEvent event) {
        String kind = event.getClass().getSimpleName();
        counts.computeIfAbsent(kind, unknown -> new ConcurrentHashMap<>())
                .computeIfAbsent(reason(event), unknown -> new LongAdder())
                .increment();
        if (event instanceof FailureEvent failure) {
            lastFailures.put(kind, new LastFailure(failure.reason(), failure.status(), clock.instant()));
        } else if (!(event instanceof LeaseEnded)) {
            lastSuccess = clock.instant();
        }
    }

    private static String reason(CircleEvent event) {
        if (event instanceof FailureEvent failure) {
            return failure.reason().name();
        }
        if (event instanceof LeaseEnded ended) {
            return ended.reason().name();
        }
        if (event instanceof TokenRenewed renewed) {
            return renewed.way().name();
        }
        return event instanceof TokenRevoked revoked ? revoked.kind().name() : "";
    }

    /** Returns the statistics of now. */
    public Snapshot snapshot() {
        SortedMap<String, SortedMap<String, Long>> counted = new TreeMap<>();
        counts.forEach((kind, reasons) -> {
            SortedMap<String, Long> sums = new TreeMap<>();
            reasons.forEach((reason, count) -> sums.put(reason, count.sum()));
            counted.put(kind, sums);
        });
        return new Snapshot(counted, new TreeMap<>(lastFailures), Optional.ofNullable(lastSuccess));
    }
}
