package io.github.circleauth.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The changes that wait for the database, in their order. A lease's touches become one, so that a long absence fills no
 * memory. Safe for any thread: its lock is held for map operations, and never while the database is asked.
 */
final class PendingChanges {

    /**
     * A change that waits.
     *
     * @param stands completed, once it is known, with whether the change's lease stands
     * @param awaited whether somebody waits for that
     */
    record Waiting(Object key, Change change, CompletableFuture<Boolean> stands, boolean awaited) {

        private Waiting and(Waiting later) {
            return new Waiting(
                    key, ((Change.Touch) change).and((Change.Touch) later.change), stands, awaited || later.awaited);
        }

        private boolean isUrgent() {
            return awaited && !stands.isDone();
        }
    }

    private final Map<Object, Waiting> waiting = new LinkedHashMap<>();

    CompletableFuture<Boolean> add(Change change, boolean awaited) {
        Object key = change instanceof Change.Touch ? change.leaseId() : new Object();
        Waiting added = new Waiting(key, change, new CompletableFuture<>(), awaited);
        synchronized (this) {
            return waiting.merge(key, added, Waiting::and).stands();
        }
    }

    /**
     * Returns the first ones, which stay until they are {@link #written}: those of leases for which somebody waits, if there
     * are any. Only within a lease does the order matter.
     */
    synchronized List<Waiting> first(int most) {
        Set<String> urgent = waiting.values().stream()
                .filter(Waiting::isUrgent)
                .map(change -> change.change().leaseId())
                .collect(Collectors.toSet());
        return waiting.values().stream()
                .filter(change ->
                        urgent.isEmpty() || urgent.contains(change.change().leaseId()))
                .limit(most)
                .toList();
    }

    /** Lets go of what the database has, and tells who waited for it. */
    void written(List<Waiting> changes, List<Boolean> stands) {
        synchronized (this) {
            // But for a touch that became another one meanwhile.
            changes.forEach(
                    change -> waiting.computeIfPresent(change.key(), (key, now) -> now.equals(change) ? null : now));
        }
        for (int i = 0; i < changes.size(); i++) {
            changes.get(i).stands().complete(stands.get(i));
        }
    }

    /** Tells everybody who waits that a lease stands as far as anybody can know. The changes stay. */
    void release() {
        List<Waiting> all;
        synchronized (this) {
            all = new ArrayList<>(waiting.values());
        }
        all.forEach(change -> change.stands().complete(true));
    }

    synchronized int size() {
        return waiting.size();
    }
}
