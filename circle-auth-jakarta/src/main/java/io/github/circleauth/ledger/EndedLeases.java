package io.github.circleauth.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The leases that ended, each remembered until nothing can make it live again: no tokens for it are on their way, and no
 * session holds an access token of it that has not expired. Not thread-safe.
 */
final class EndedLeases {

    /** Tokens of a lease may arrive this long after its end. */
    static final Duration LATEST_ARRIVAL = Duration.ofMinutes(10);

    private record Expiry(Instant at, String leaseId) {}

    private final Map<String, Instant> expiryByLease = new HashMap<>();

    /** All expiries, the earliest first. One that was extended stays in the queue and removes nothing. */
    private final PriorityQueue<Expiry> expiries = new PriorityQueue<>(Comparator.comparing(Expiry::at));

    /**
     * Remembers an end. If the lease is remembered already, the later expiry counts.
     *
     * @param rows the lease's rows
     */
    void add(String leaseId, List<Row> rows, Instant now) {
        Instant latestArrival = now.plus(LATEST_ARRIVAL);
        Instant expiry = rows.stream()
                .filter(row -> row.kind() == Row.Kind.ACCESS)
                .map(Row::expiresAt)
                .filter(latestArrival::isBefore)
                .max(Instant::compareTo)
                .orElse(latestArrival);
        Instant former = expiryByLease.get(leaseId);
        if (former == null || former.isBefore(expiry)) {
            expiryByLease.put(leaseId, expiry);
            expiries.add(new Expiry(expiry, leaseId));
        }
    }

    boolean contains(String leaseId) {
        return expiryByLease.containsKey(leaseId);
    }

    /** Forgets the ends whose expiry has passed. */
    void removeExpired(Instant now) {
        for (Expiry first = expiries.peek(); first != null && !first.at().isAfter(now); first = expiries.peek()) {
            expiries.remove();
            expiryByLease.remove(first.leaseId(), first.at());
        }
    }
}
