package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the events of one deployment on this server, by kind and reason, and keeps the last failure of each kind. Thread-safe;
 * takes no lock.
 */
public final class Statistics implements Consumer<CircleEvent>, CircleStatistics {

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

    @Override
    public Snapshot snapshot() {
        SortedMap<String, SortedMap<String, Long>> counted = new TreeMap<>();
        counts.forEach((kind, reasons) -> {
            SortedMap<String, Long> sums = new TreeMap<>();
            reasons.forEach((reason, count) -> sums.put(reason, count.sum()));
            counted.put(kind, Collections.unmodifiableSortedMap(sums));
        });
        return new Snapshot(
                Collections.unmodifiableSortedMap(counted),
                Collections.unmodifiableSortedMap(new TreeMap<>(lastFailures)),
                Optional.ofNullable(lastSuccess));
    }
}
