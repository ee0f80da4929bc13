package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of the durable ledger, as a value, so that it can wait until the database takes it. Made twice, it does no
 * harm.
 */
sealed interface Change {

    /** Tokens of a lease that has ended may still arrive for so long. */
    Duration LONGEST_CALL = Duration.ofMinutes(10);

    /** Returns the lease that it is about. */
    String leaseId();

    /** Makes the change. Returns whether the lease stands. */
    boolean makeIn(LedgerTable table) throws SQLException;

    /**
     * See {@link Ledger#enter} and {@link Ledger#add}.
     *
     * @param first whether the lease had none before; one that had some, of which none is left, has ended
     */
    record Enter(String leaseId, List<Row> rows, boolean first) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.ofLease(leaseId);
            if (hasEnded(stored) || (stored.isEmpty() && !first)) {
                table.insertMissing(dueAt(Instant.EPOCH, rows), stored);
                return false;
            }
            // A later touch may have been made before, as part of an earlier one.
            Instant revokeAt = Stream.concat(
                            rows.stream().map(Row::revokeAt), stored.stream().map(LedgerTable.Stored::revokeAt))
                    .max(Instant::compareTo)
                    .orElseThrow();
            table.moveAll(leaseId, revokeAt);
            table.insertMissing(dueAt(revokeAt, rows), stored);
            return true;
        }
    }

    private static boolean hasEnded(List<LedgerTable.Stored> rows) {
        return rows.stream().anyMatch(row -> row.attempts() > 0);
    }

    private static List<Row> dueAt(Instant moment, List<Row> rows) {
        return rows.stream().map(row -> row.dueAt(moment)).toList();
    }

    /** See {@link Ledger#touch}. */
    record Touch(String leaseId, List<Row> rows, Instant now) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.ofLease(leaseId);
            if (hasEnded(stored) || stored.stream().noneMatch(row -> row.isHeldAt(now))) {
                return false;
            }
            table.moveAll(leaseId, rows.get(0).revokeAt());
            table.insertMissing(rows, stored);
            table.deleteExpired(leaseId, now);
            return true;
        }

        /**
         * Returns one touch that does what this one and a later one of the same lease do. The lease was held when the first
         * one came, so the second one came in time too, however late the database hears of it.
         */
        Touch and(Touch later) {
            Set<Secret> tokens = later.rows.stream().map(Row::token).collect(Collectors.toSet());
            Instant revokeAt = later.rows.get(0).revokeAt();
            Stream<Row> onlyHere =
                    rows.stream().filter(row -> !tokens.contains(row.token())).map(row -> row.dueAt(revokeAt));
            return new Touch(
                    leaseId, Stream.concat(later.rows.stream(), onlyHere).toList(), now);
        }
    }

    /** See {@link Ledger#end}. */
    record End(String leaseId, List<Row> rows, Instant now) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.ofLease(leaseId);
            if (hasEnded(stored)) {
                return false;
            }
            table.moveAll(leaseId, now);
            table.insertMissing(dueAt(now, rows), stored);
            table.insertEnd(leaseId, now.plus(LONGEST_CALL));
            return false;
        }
    }

    /** See {@link Ledger#postpone}. */
    record Postpone(Row row) implements Change {
        @Override
        public String leaseId() {
            return row.leaseId();
        }

        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            table.move(row.leaseId(), row.mark(), row.revokeAt());
            return false;
        }
    }

    /** See {@link Ledger#replace}. */
    record Replace(String leaseId, List<Row> gone, List<Row> instead) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            for (Row row : gone) {
                table.delete(leaseId, row.mark());
            }
            table.insertMissing(instead, table.ofLease(instead.get(0).leaseId()));
            return true;
        }
    }

    /** See {@link Ledger#delete}. */
    record Delete(Row row) implements Change {
        @Override
        public String leaseId() {
            return row.leaseId();
        }

        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            table.delete(row.leaseId(), row.mark());
            return false;
        }
    }
}
