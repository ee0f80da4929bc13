package io.github.circleauth.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The changes that are not yet written to the database, in their order. Touches of one lease are merged, so that a long
 * outage fills no memory. Thread-safe; the lock is held for map operations and never during a transaction.
 */
final class PendingChanges {

    /**
     * A change to be written.
     *
     * @param active completed, once known, with whether the change's lease is active
     * @param awaited whether a thread waits for that
     */
    record Pending(Object key, Change change, CompletableFuture<Boolean> active, boolean awaited) {

        private Pending mergedWith(Pending later) {
            return new Pending(
                    key,
                    ((Change.Touch) change).mergedWith((Change.Touch) later.change),
                    active,
                    awaited || later.awaited);
        }

        private boolean isUrgent() {
            return awaited && !active.isDone();
        }
    }

    private final Map<Object, Pending> pending = new LinkedHashMap<>();

    CompletableFuture<Boolean> add(Change change, boolean awaited) {
        Object key = change instanceof Change.Touch ? change.leaseId() : new Object();
        Pending added = new Pending(key, change, new CompletableFuture<>(), awaited);
        synchronized (this) {
            return pending.merge(key, added, Pending::mergedWith).active();
        }
    }

    /**
     * Returns the first changes, which stay until they are {@link #written}. If threads wait for changes, only changes of
     * the same leases are returned. The order matters within a lease only.
     */
    synchronized List<Pending> first(int limit) {
        Set<String> urgent = pending.values().stream()
                .filter(Pending::isUrgent)
                .map(each -> each.change().leaseId())
                .collect(Collectors.toSet());
        return pending.values().stream()
                .filter(each ->
                        urgent.isEmpty() || urgent.contains(each.change().leaseId()))
                .limit(limit)
                .toList();
    }

    /**
     * Removes written changes and completes their futures.
     *
     * @param active for each change, whether its lease is active
     */
    void written(List<Pending> changes, List<Boolean> active) {
        synchronized (this) {
            // A touch that was merged with another one meanwhile stays.
            changes.forEach(
                    written -> pending.computeIfPresent(written.key(), (key, now) -> now.equals(written) ? null : now));
        }
        for (int i = 0; i < changes.size(); i++) {
            changes.get(i).active().complete(active.get(i));
        }
    }

    /** Releases all waiting threads: their leases count as active. The changes stay. */
    void release() {
        List<Pending> all;
        synchronized (this) {
            all = new ArrayList<>(pending.values());
        }
        all.forEach(each -> each.active().complete(true));
    }

    synchronized int size() {
        return pending.size();
    }
}
