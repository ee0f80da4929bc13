package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of the durable ledger, as a value, so that it can be kept until the database is reachable. Idempotent: a
 * change that is applied twice does no harm.
 */
sealed interface Change {

    /** Returns the id of the lease that is changed. */
    String leaseId();

    /** Applies the change. Returns whether the lease is active. */
    boolean applyTo(LedgerTable table) throws SQLException;

    /**
     * See {@link Ledger#enter} and {@link Ledger#add}.
     *
     * @param first whether these are the first rows of the lease. A lease whose former rows are all gone has ended
     */
    record Enter(String leaseId, List<Row> rows, boolean first) implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.lockLease(leaseId);
            if (hasEnded(stored) || (stored.isEmpty() && !first)) {
                table.insertMissing(dueAt(Instant.EPOCH, rows), stored);
                return false;
            }
            // A later touch may have been written before, merged with an earlier one.
            Instant revokeAt = Stream.concat(
                            rows.stream().map(Row::revokeAt), stored.stream().map(LedgerTable.Stored::revokeAt))
                    .max(Instant::compareTo)
                    .orElseThrow();
            table.moveLease(leaseId, revokeAt);
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
        public boolean applyTo(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.lockLease(leaseId);
            if (hasEnded(stored) || stored.stream().noneMatch(row -> row.isActive(now))) {
                return false;
            }
            table.moveLease(leaseId, rows.get(0).revokeAt());
            table.insertMissing(rows, stored);
            table.deleteExpired(leaseId, now);
            return true;
        }

        /**
         * Returns one touch with the effect of this one and a later one of the same lease. It keeps the earlier
         * {@code now}: the lease was active at the first touch, which moved its expiry, so the second touch was in time
         * too, even if the database receives both late.
         */
        Touch mergedWith(Touch later) {
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
        public boolean applyTo(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.lockLease(leaseId);
            if (hasEnded(stored)) {
                return false;
            }
            table.moveLease(leaseId, now);
            table.insertMissing(dueAt(now, rows), stored);
            table.insertEnd(leaseId, now.plus(EndedLeases.LATEST_ARRIVAL));
            return false;
        }
    }

    /** See {@link Ledger#replace}. */
    record Replace(String leaseId, List<Row> removed, List<Row> added) implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            for (Row row : removed) {
                table.delete(leaseId, row.mark());
            }
            table.insertMissing(added, table.lockLease(added.get(0).leaseId()));
            return true;
        }
    }

    /** See {@link Ledger#postpone}. */
    record Postpone(Row row) implements Change {
        @Override
        public String leaseId() {
            return row.leaseId();
        }

        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            table.moveRow(row.leaseId(), row.mark(), row.revokeAt());
            return false;
        }
    }

    /** See {@link Ledger#delete}. */
    record Delete(Row row) implements Change {
        @Override
        public String leaseId() {
            return row.leaseId();
        }

        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            table.delete(row.leaseId(), row.mark());
            return false;
        }
    }
}
