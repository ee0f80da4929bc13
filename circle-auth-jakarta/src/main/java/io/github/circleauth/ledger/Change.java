package io.github.circleauth.ledger;

import java.sql.SQLException;
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

    /** Returns the lease that it is about. */
    String leaseId();

    /** Makes the change. Returns whether the lease stands. */
    boolean makeIn(LedgerTable table) throws SQLException;

    /** See {@link Ledger#enter}. */
    record Enter(String leaseId, List<Row> rows) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            table.insertMissing(rows, table.ofLease(leaseId));
            return true;
        }
    }

    /** See {@link Ledger#touch}. */
    record Touch(String leaseId, List<Row> rows, Instant now) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            List<LedgerTable.Stored> stored = table.ofLease(leaseId);
            if (stored.stream().noneMatch(row -> row.isHeldAt(now))) {
                return false;
            }
            table.moveHeld(leaseId, now, rows.get(0).revokeAt());
            table.insertMissing(rows, stored);
            table.deleteExpired(leaseId, now);
            return true;
        }

        /** Returns one touch that does what this one and a later one of the same lease do. */
        Touch and(Touch later) {
            Set<String> marks = later.rows.stream().map(Row::mark).collect(Collectors.toSet());
            Instant revokeAt = later.rows.get(0).revokeAt();
            Stream<Row> onlyHere =
                    rows.stream().filter(row -> !marks.contains(row.mark())).map(row -> row.dueAt(revokeAt));
            return new Touch(
                    leaseId, Stream.concat(later.rows.stream(), onlyHere).toList(), later.now);
        }
    }

    /** See {@link Ledger#end}. */
    record End(String leaseId, List<Row> rows, Instant now) implements Change {
        @Override
        public boolean makeIn(LedgerTable table) throws SQLException {
            if (table.moveHeld(leaseId, now, now) == 0
                    && !rows.isEmpty()
                    && table.ofLease(leaseId).isEmpty()) {
                table.insertMissing(rows.stream().map(row -> row.dueAt(now)).toList(), List.of());
            }
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
