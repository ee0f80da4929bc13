package io.github.circleauth.operations;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureReason;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;

/**
 * The counts of events of members' tokens on this server since the application's start. A bean to inject; any thread may
 * use it, without a request too. It contains nothing of a member, and no secret.
 *
 * <pre>{@code
 * @Inject CircleStatistics statistics;
 *
 * long refused() {
 *     return statistics.snapshot().count(TokenRefused.class);
 * }
 * }</pre>
 *
 * <p>Each event is counted on the thread where it happens, before observers are notified, so none is missing.
 */
public interface CircleStatistics {

    /**
     * Returns the statistics of now.
     *
     * @throws IllegalStateException if the library is not switched on in this application, or not started yet
     */
    Snapshot snapshot();

    /**
     * The statistics at one moment. The maps can't be changed.
     *
     * <p>A kind is the simple name of an event's type, such as {@code TokenRenewed}. A reason is the name of a {@link FailureReason},
     * of a {@link io.github.circleauth.event.LeaseEnded.Reason}, of the way of a renewal, or of the kind of a revoked token.
     *
     * @param counts how many events of each kind there were, by reason; by the empty text for a kind without reasons. A kind
     *     without an event is missing
     * @param lastFailures the last failure of each kind that had one
     * @param lastSuccess when Circle last gave tokens, or revoked one
     */
    record Snapshot(
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

    /**
     * The last failure of one kind.
     *
     * @param reason why it failed
     * @param status the HTTP status of Circle's response, or empty if there was none
     * @param at when it failed
     */
    record LastFailure(FailureReason reason, OptionalInt status, Instant at) {}
}
