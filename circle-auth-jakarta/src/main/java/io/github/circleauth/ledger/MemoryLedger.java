package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The ledger in the memory of one JVM, lost with it. It covers the end of a session, a change of its user, and
 * undeploying. One lock guards it, held for a few map operations and never during I/O.
 */
public final class MemoryLedger implements Ledger {

    private final Map<String, LeaseRows> leases = new HashMap<>();

    /** The number of leases that hold a token. */
    private final Map<Secret, Integer> holders = new HashMap<>();

    private final PriorityQueue<LeaseRows.DueTime> dueTimes =
            new PriorityQueue<>(Comparator.comparing(LeaseRows.DueTime::at));

    /** Rows that became due, in their state of that moment: each is looked up again before it is claimed. */
    private final Deque<Row> dueRefreshTokens = new ArrayDeque<>();

    private final Deque<Row> dueAccessTokens = new ArrayDeque<>();

    private final EndedLeases endedLeases = new EndedLeases();

    private final EndedMembers endedMembers = new EndedMembers();

    @Override
    public synchronized boolean enter(Subject subject, Instant requestedAt, List<Row> rows) {
        boolean active = add(rows);
        if (active && endedMembers.include(subject, requestedAt)) {
            end(rows.get(0).leaseId(), rows, requestedAt);
            return false;
        }
        return active;
    }

    @Override
    public synchronized boolean add(List<Row> rows) {
        rows.forEach(this::enter);
        return rows.stream().noneMatch(row -> hasEnded(row.leaseId()));
    }

    private boolean hasEnded(String leaseId) {
        LeaseRows lease = leases.get(leaseId);
        return lease == null ? endedLeases.contains(leaseId) : lease.endedAt != null;
    }

    private void enter(Row row) {
        LeaseRows lease = leases.computeIfAbsent(
                row.leaseId(), id -> new LeaseRows(endedLeases.contains(id) ? Instant.EPOCH : null));
        if (lease.endedAt == null) {
            // The expiry belongs to the lease, so it is the same for all its tokens, including former ones.
            lease.change(all -> all.replaceAll(held -> held.dueAt(row.revokeAt())));
        }
        put(lease, lease.endedAt == null ? row : row.dueAt(lease.endedAt));
    }

    @Override
    public synchronized void replace(List<Row> removed, List<Row> added) {
        removed.forEach(this::delete);
        added.forEach(this::enter);
    }

    @Override
    public synchronized LeaseStatus touch(String leaseId, List<Row> rows, Instant now) {
        endedLeases.removeExpired(now);
        endIfDue(leaseId, now);
        if (hasEnded(leaseId)) {
            return LeaseStatus.ENDED;
        }
        LeaseRows lease = leases.get(leaseId);
        if (lease != null) {
            lease.rows.stream().filter(row -> row.isExpired(now)).forEach(row -> remove(lease, row, now));
        }
        rows.forEach(this::enter);
        return lease == null ? LeaseStatus.UNKNOWN : LeaseStatus.ACTIVE;
    }

    @Override
    public synchronized void end(String leaseId, List<Row> rows, Instant now) {
        endedLeases.removeExpired(now);
        boolean isNew = !hasEnded(leaseId);
        LeaseRows lease = leases.get(leaseId);
        endedLeases.add(leaseId, lease == null ? rows : lease.rows, now);
        if (isNew && lease != null) {
            lease.endedAt = now;
            lease.change(all -> all.replaceAll(row -> row.isDue(now) ? row : row.dueAt(now)));
            schedule(leaseId, lease, Instant.MIN);
        } else if (isNew) {
            rows.forEach(this::enter);
        }
    }

    @Override
    public synchronized OptionalInt endAll(Subject member, Instant now) {
        endedMembers.add(member, now);
        return OptionalInt.of(0);
    }

    @Override
    public synchronized Set<String> ended(Collection<String> leaseIds) {
        return leaseIds.stream().filter(this::hasEnded).collect(Collectors.toSet());
    }

    @Override
    public synchronized Optional<Row> claim(Instant now, Instant until) {
        queueDueRows(now);
        for (Deque<Row> due : List.of(dueRefreshTokens, dueAccessTokens)) {
            for (Row row = due.poll(); row != null; row = due.poll()) {
                Optional<Row> claimed = claim(row, now, until);
                if (claimed.isPresent()) {
                    return claimed;
                }
            }
        }
        return Optional.empty();
    }

    /** Moves the rows that became due to the queues of due rows. */
    private void queueDueRows(Instant now) {
        for (LeaseRows.DueTime next = dueTimes.peek();
                next != null && !next.at().isAfter(now);
                next = dueTimes.peek()) {
            dueTimes.remove();
            LeaseRows lease = leases.get(next.leaseId());
            if (lease == null || !next.equals(lease.dueTime)) {
                continue;
            }
            lease.dueTime = null;
            endIfDue(next.leaseId(), now);
            List<Row> due = lease.rows.stream().filter(row -> row.isDue(now)).toList();
            due.forEach(row -> (row.kind() == Row.Kind.REFRESH ? dueRefreshTokens : dueAccessTokens).add(row));
            schedule(next.leaseId(), lease, now);
        }
    }

    /** Records the end of an expired lease, so that no later change finds it active again. */
    private void endIfDue(String leaseId, Instant now) {
        LeaseRows lease = leases.get(leaseId);
        if (lease != null && lease.endedAt == null && lease.hasEnded(now)) {
            lease.endedAt = now;
            endedLeases.add(leaseId, lease.rows, now);
        }
    }

    private Optional<Row> claim(Row queued, Instant now, Instant until) {
        LeaseRows lease = leases.get(queued.leaseId());
        int i = lease == null ? -1 : lease.indexOf(queued);
        if (lease == null || i < 0) {
            return Optional.empty();
        }
        Row row = lease.rows.get(i);
        if (!row.isDue(now)) {
            // Claimed or postponed since it was queued; or queued by a thread that read the clock later, or before a
            // step back.
            schedule(row.leaseId(), lease, now);
            return Optional.empty();
        }
        if (row.isExpired(now) || holders.getOrDefault(row.token(), 0) > 1) {
            remove(lease, row, now);
            return Optional.empty();
        }
        Row claimed = row.claimedUntil(until);
        lease.change(all -> all.set(i, claimed));
        schedule(row.leaseId(), lease, now);
        return Optional.of(claimed);
    }

    @Override
    public synchronized void postpone(Row row) {
        LeaseRows lease = leases.get(row.leaseId());
        if (lease != null && lease.indexOf(row) >= 0) {
            put(lease, row);
        }
    }

    @Override
    public synchronized void delete(Row row) {
        LeaseRows lease = leases.get(row.leaseId());
        if (lease != null) {
            remove(lease, row, Instant.MIN);
        }
    }

    @Override
    public synchronized void tick(Instant now) {
        endedLeases.removeExpired(now);
        endedMembers.removeExpired(now);
    }

    @Override
    public boolean isDurable() {
        return false;
    }

    @Override
    public synchronized int pendingRevocations(Instant now) {
        return leases.values().stream()
                .filter(lease -> lease.hasEnded(now))
                .mapToInt(lease -> lease.rows.size())
                .sum();
    }

    @Override
    public synchronized CompletableFuture<Optional<Outlook>> outlook(Instant now) {
        Optional<Instant> oldest =
                rows().stream().filter(row -> row.isDue(now)).map(Row::revokeAt).min(Comparator.naturalOrder());
        return CompletableFuture.completedFuture(Optional.of(new Outlook(pendingRevocations(now), oldest)));
    }

    @Override
    public synchronized int size() {
        return rows().size();
    }

    /** Returns a copy of all rows. */
    synchronized List<Row> rows() {
        return leases.values().stream().flatMap(lease -> lease.rows.stream()).toList();
    }

    /** Adds a row, or replaces the row of the same token. */
    private void put(LeaseRows lease, Row row) {
        int i = lease.indexOf(row);
        if (i >= 0) {
            lease.change(all -> all.set(i, row));
        } else {
            lease.change(all -> all.add(row));
            holders.merge(row.token(), 1, Integer::sum);
        }
        schedule(row.leaseId(), lease, Instant.MIN);
    }

    /** Removes the row of the same token, if present; see {@link #schedule} for {@code queuedUntil}. */
    private void remove(LeaseRows lease, Row row, Instant queuedUntil) {
        int i = lease.indexOf(row);
        if (i >= 0) {
            lease.change(all -> all.remove(i));
            holders.computeIfPresent(row.token(), (token, count) -> count == 1 ? null : count - 1);
        }
        schedule(row.leaseId(), lease, queuedUntil);
    }

    /**
     * Queues the lease's next due time, or removes a lease without rows.
     *
     * @param queuedUntil rows due by then are in the queues of due rows already
     */
    private void schedule(String leaseId, LeaseRows lease, Instant queuedUntil) {
        if (lease.rows.isEmpty()) {
            leases.remove(leaseId);
            return;
        }
        Instant next = lease.rows.stream()
                .map(Row::revokeAt)
                .filter(moment -> moment.isAfter(queuedUntil))
                .min(Instant::compareTo)
                .orElse(null);
        // A later moment needs no new entry: the former one finds nothing due and queues the next.
        if (next != null && (lease.dueTime == null || next.isBefore(lease.dueTime.at()))) {
            lease.dueTime = new LeaseRows.DueTime(next, leaseId);
            dueTimes.add(lease.dueTime);
        }
    }
}
