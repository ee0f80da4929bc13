package io.github.circleauth.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The changes that are not yet written to the database, in their order. Touches of one lease are merged, so that a long
 * outage fills no memory; one that comes after the lease's end is not merged with one before it. Thread-safe; the lock is
 * held for map operations and never during a transaction.
 */
final class PendingChanges {

    /**
     * A change to be written.
     *
     * @param active completed, once known, with whether the change's lease is active
     * @param awaited whether a thread waits for that
     * @param afterEnd whether the lease's end is among the changes before it
     */
    record Pending(Object key, Change change, CompletableFuture<Boolean> active, boolean awaited, boolean afterEnd) {

        private Pending mergedWith(Pending later) {
            if (change instanceof Change.End) {
                return this;
            }
            return new Pending(
                    key,
                    ((Change.Touch) change).mergedWith((Change.Touch) later.change),
                    active,
                    awaited || later.awaited,
                    afterEnd);
        }

        private boolean isUrgent() {
            return awaited && !active.isDone();
        }

        /** Returns whether the lease is active, as far as is known without the database. */
        boolean activeSoFar() {
            return active.getNow(!afterEnd);
        }
    }

    /** The key of a lease's pending end. The key of its touches before the end is the lease id. */
    private record EndOf(String leaseId) {}

    private final Map<Object, Pending> pending = new LinkedHashMap<>();

    /** Adds a change, or merges it with a pending one. */
    synchronized Pending add(Change change, boolean awaited) {
        boolean afterEnd = pending.containsKey(new EndOf(change.leaseId()));
        Object key = key(change, afterEnd);
        Pending added = new Pending(key, change, new CompletableFuture<>(), awaited, afterEnd);
        return pending.merge(key, added, Pending::mergedWith);
    }

    private static Object key(Change change, boolean afterEnd) {
        if (change instanceof Change.End) {
            return new EndOf(change.leaseId());
        }
        return change instanceof Change.Touch && !afterEnd ? change.leaseId() : new Object();
    }

    /**
     * Returns the first changes, which stay until they are {@link #written}, sorted by lease: transactions that lock leases
     * in one order never wait for each other in a circle. One that is committed alone is returned alone. If threads wait for
     * changes, only changes of the same leases are returned. The order of the changes matters within a lease only.
     */
    synchronized List<Pending> first(int limit) {
        Set<String> urgent = pending.values().stream()
                .filter(Pending::isUrgent)
                .map(each -> each.change().leaseId())
                .collect(Collectors.toSet());
        List<Pending> first = pending.values().stream()
                .filter(each ->
                        urgent.isEmpty() || urgent.contains(each.change().leaseId()))
                .limit(limit)
                .toList();
        return upToCommit(first).stream()
                .sorted(Comparator.comparing(each -> each.change().leaseId()))
                .toList();
    }

    /** Returns the changes before the first that is committed alone, or that one if it is the first of all. */
    private static List<Pending> upToCommit(List<Pending> changes) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).change().isCommittedAlone()) {
                return changes.subList(0, Math.max(1, i));
            }
        }
        return changes;
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

    /** Releases all waiting threads: their leases count as active, unless their end is pending. The changes stay. */
    void release() {
        List<Pending> all;
        synchronized (this) {
            all = new ArrayList<>(pending.values());
        }
        all.forEach(each -> each.active().complete(!each.afterEnd()));
    }

    synchronized int size() {
        return pending.size();
    }
}
