package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of one JVM. What it promises ends with the JVM: a session's end, a change of its user, an undeploying.
 *
 * <p>One lock, held for a few map operations and never during I/O.
 */
public final class MemoryLedger implements Ledger {

    /** A lease's rows, when the lease ended, and the one alarm in the queue that counts for them. */
    private static final class Entry {
        /** Immutable: of two rows, such a list takes the least. */
        private List<Row> rows = List.of();

        private @Nullable Instant endedAt;
        private @Nullable Alarm alarm;

        private void change(Consumer<List<Row>> how) {
            List<Row> changed = new ArrayList<>(rows);
            how.accept(changed);
            rows = List.copyOf(changed);
        }
    }

    private record Alarm(Instant at, String leaseId) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            return at.compareTo(other.at);
        }
    }

    /** Tokens of a lease that ended before it had any may still arrive for so long. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(10);

    private final Map<String, Entry> entries = new HashMap<>();

    /** How many leases hold a token. */
    private final Map<Secret, Integer> holders = new HashMap<>();

    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>();

    /** Rows that have come due, as they were then; each is looked up again when its turn comes. */
    private final Deque<Row> dueRefreshTokens = new ArrayDeque<>();

    private final Deque<Row> dueAccessTokens = new ArrayDeque<>();

    /** Leases that ended, until the last access token that a session's text may still hold has ended too. */
    private final Map<String, Instant> endedUntil = new HashMap<>();

    /** The moments after which these ends may be forgotten. */
    private final PriorityQueue<Alarm> ends = new PriorityQueue<>();

    private int size;

    @Override
    public synchronized boolean enter(List<Row> rows) {
        boolean stands = true;
        for (Row row : rows) {
            Entry entry = entries.computeIfAbsent(row.leaseId(), this::newEntry);
            stands &= entry.endedAt == null;
            replace(entry, entry.endedAt == null ? row : row.dueAt(entry.endedAt));
            if (entry.endedAt == null) {
                // The hold is the lease's, so it is the same for all its tokens, former ones too.
                entry.change(all -> all.replaceAll(held -> held.dueAt(row.revokeAt())));
            }
            setAlarm(row.leaseId(), entry, Instant.MIN);
        }
        return stands;
    }

    @Override
    public boolean add(List<Row> rows) {
        return enter(rows);
    }

    @Override
    public synchronized void replace(List<Row> gone, List<Row> instead) {
        gone.forEach(this::delete);
        enter(instead);
    }

    /** Rows that come for a lease after its end are due at once. */
    private Entry newEntry(String leaseId) {
        Entry entry = new Entry();
        entry.endedAt = endedUntil.containsKey(leaseId) ? Instant.EPOCH : null;
        return entry;
    }

    @Override
    public synchronized LeaseStatus touch(String leaseId, List<Row> rows, Instant now) {
        forgetEnded(now);
        Entry entry = entries.get(leaseId);
        if (entry == null ? endedUntil.containsKey(leaseId) : hasEnded(entry, now)) {
            return LeaseStatus.ENDED;
        }
        if (entry != null) {
            entry.rows.stream().filter(row -> row.isExpired(now)).forEach(row -> remove(entry, row));
        }
        boolean unusedSinceItStands = enter(rows);
        return entry == null ? LeaseStatus.UNKNOWN : LeaseStatus.ACTIVE;
    }

    private static boolean hasEnded(Entry entry, Instant now) {
        return entry.endedAt != null || entry.rows.stream().anyMatch(row -> row.isDue(now));
    }

    @Override
    public synchronized void end(String leaseId, List<Row> rows, Instant now) {
        forgetEnded(now);
        Entry entry = entries.get(leaseId);
        if (entry == null) {
            boolean isNews = !endedUntil.containsKey(leaseId);
            rememberEnded(leaseId, rows, now);
            enter(isNews ? rows : List.of());
        } else if (entry.endedAt == null) {
            markEnded(leaseId, entry, now);
            entry.change(all -> all.replaceAll(row -> row.isDue(now) ? row : row.dueAt(now)));
            setAlarm(leaseId, entry, Instant.MIN);
        } else {
            rememberEnded(leaseId, entry.rows, now);
        }
    }

    private void markEnded(String leaseId, Entry entry, Instant now) {
        entry.endedAt = now;
        rememberEnded(leaseId, entry.rows, now);
    }

    /**
     * Remembers an end for as long as a late answer may arrive, or a session's text may hold an access token that has not
     * expired: neither makes the lease live again.
     */
    private void rememberEnded(String leaseId, List<Row> rows, Instant now) {
        Instant lateAnswers = now.plus(LONGEST_CALL);
        Instant until = rows.stream()
                .filter(row -> row.kind() == Row.Kind.ACCESS)
                .map(Row::expiresAt)
                .filter(lateAnswers::isBefore)
                .max(Instant::compareTo)
                .orElse(lateAnswers);
        Instant known = endedUntil.get(leaseId);
        if (known == null || known.isBefore(until)) {
            endedUntil.put(leaseId, until);
            ends.add(new Alarm(until, leaseId));
        }
    }

    @Override
    public synchronized Optional<Row> claim(Instant now, Instant until) {
        ring(now);
        for (Deque<Row> kind : List.of(dueRefreshTokens, dueAccessTokens)) {
            for (Row row = kind.poll(); row != null; row = kind.poll()) {
                Optional<Row> claimed = claim(row, now, until);
                if (claimed.isPresent()) {
                    return claimed;
                }
            }
        }
        return Optional.empty();
    }

    /** Lines up the rows that have come due. */
    private void ring(Instant now) {
        for (Alarm alarm = alarms.peek(); alarm != null && !alarm.at().isAfter(now); alarm = alarms.peek()) {
            alarms.remove();
            Entry entry = entries.get(alarm.leaseId());
            if (entry == null || !alarm.equals(entry.alarm)) {
                continue;
            }
            entry.alarm = null;
            List<Row> due = entry.rows.stream().filter(row -> row.isDue(now)).toList();
            if (!due.isEmpty() && entry.endedAt == null) {
                markEnded(alarm.leaseId(), entry, now);
            }
            due.forEach(row -> (row.kind() == Row.Kind.REFRESH ? dueRefreshTokens : dueAccessTokens).add(row));
            setAlarm(alarm.leaseId(), entry, now);
        }
    }

    private Optional<Row> claim(Row row, Instant now, Instant until) {
        Entry entry = entries.get(row.leaseId());
        int i = entry == null ? -1 : find(entry, row);
        if (entry == null || i < 0 || !entry.rows.get(i).isDue(now)) {
            return Optional.empty();
        }
        Row current = entry.rows.get(i);
        if (current.isExpired(now) || holders.getOrDefault(current.token(), 0) > 1) {
            remove(entry, current);
            setAlarm(row.leaseId(), entry, now);
            return Optional.empty();
        }
        Row claimed = current.claimedUntil(until);
        entry.change(all -> all.set(i, claimed));
        setAlarm(row.leaseId(), entry, now);
        return Optional.of(claimed);
    }

    @Override
    public synchronized void postpone(Row row) {
        Entry entry = entries.get(row.leaseId());
        if (entry != null && find(entry, row) >= 0) {
            replace(entry, row);
            setAlarm(row.leaseId(), entry, Instant.MIN);
        }
    }

    @Override
    public synchronized void delete(Row row) {
        Entry entry = entries.get(row.leaseId());
        if (entry != null) {
            remove(entry, row);
            setAlarm(row.leaseId(), entry, Instant.MIN);
        }
    }

    @Override
    public String fateOfTheRest() {
        return "The memory ledger ends here: they live on until they expire.";
    }

    @Override
    public synchronized int waiting(Instant now) {
        return entries.values().stream()
                .filter(entry -> hasEnded(entry, now))
                .mapToInt(entry -> entry.rows.size())
                .sum();
    }

    @Override
    public synchronized int size() {
        return size;
    }

    /** Returns all rows as they stand now. */
    synchronized List<Row> rows() {
        return entries.values().stream().flatMap(entry -> entry.rows.stream()).toList();
    }

    private static int find(Entry entry, Row row) {
        for (int i = 0; i < entry.rows.size(); i++) {
            if (entry.rows.get(i).isSameTokenAs(row)) {
                return i;
            }
        }
        return -1;
    }

    private void replace(Entry entry, Row row) {
        int i = find(entry, row);
        if (i >= 0) {
            entry.change(all -> all.set(i, row));
            return;
        }
        entry.change(all -> all.add(row));
        size++;
        holders.merge(row.token(), 1, Integer::sum);
    }

    private void remove(Entry entry, Row row) {
        int i = find(entry, row);
        if (i < 0) {
            return;
        }
        entry.change(all -> all.remove(i));
        size--;
        holders.computeIfPresent(row.token(), (token, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Puts the entry's next moment into the queue, or forgets an entry that has no rows left.
     *
     * @param linedUpUntil rows due by then are lined up already
     */
    private void setAlarm(String leaseId, Entry entry, Instant linedUpUntil) {
        if (entry.rows.isEmpty()) {
            entries.remove(leaseId);
            return;
        }
        Instant next = entry.rows.stream()
                .map(Row::revokeAt)
                .filter(moment -> moment.isAfter(linedUpUntil))
                .min(Instant::compareTo)
                .orElse(null);
        // A later moment needs no new alarm: the old one finds nothing due and sets the next.
        if (next != null && (entry.alarm == null || next.isBefore(entry.alarm.at()))) {
            entry.alarm = new Alarm(next, leaseId);
            alarms.add(entry.alarm);
        }
    }

    @Override
    public synchronized void tick(Instant now) {
        forgetEnded(now);
    }

    private void forgetEnded(Instant now) {
        for (Alarm end = ends.peek(); end != null && !end.at().isAfter(now); end = ends.peek()) {
            ends.remove();
            endedUntil.remove(end.leaseId(), end.at());
        }
    }
}
