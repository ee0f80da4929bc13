package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One change of the durable ledger, as a value, so that it can be kept until the database is reachable. Idempotent: a
 * change that is applied twice does no harm.
 *
 * <p>Each change of a lease locks its record first. So of two that overlap, the second sees what the first has done, and an
 * end is final: a lease has ended once its record says so, not once its expiry has passed.
 */
sealed interface Change {

    /** Returns the id of the lease that is changed. */
    String leaseId();

    /** Returns whether the change is committed before a later one is applied. */
    default boolean isCommittedAlone() {
        return false;
    }

    /** Applies the change. Returns whether the lease is active. */
    boolean applyTo(LedgerTable table) throws SQLException;

    /**
     * See {@link Ledger#enter} and {@link Ledger#add}.
     *
     * @param requestedAt when the tokens were requested
     * @param first whether these are the first rows of the lease. A lease that has no record otherwise ended long ago
     */
    record Enter(String leaseId, Subject subject, Instant requestedAt, List<Row> rows, boolean first)
            implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            Optional<StoredRow> lease = table.lockLease(leaseId);
            if (lease.isPresent() ? lease.get().hasEnded() : !first) {
                table.insertMissing(dueAt(Instant.EPOCH, rows));
                return false;
            }
            if (first && new MemberEnds(table).include(subject, requestedAt)) {
                return new End(leaseId, rows, requestedAt).applyTo(table);
            }
            // A later touch may have been written before, merged with an earlier one.
            Instant revokeAt = Stream.concat(
                            rows.stream().map(Row::revokeAt), lease.stream().map(StoredRow::revokeAt))
                    .max(Instant::compareTo)
                    .orElseThrow();
            if (lease.isPresent()) {
                table.updateLease(leaseId, revokeAt, false);
            } else {
                table.insertLease(leaseId, subject, revokeAt, false);
            }
            table.moveTokens(leaseId, revokeAt);
            table.insertMissing(dueAt(revokeAt, rows));
            return true;
        }
    }

    private static List<Row> dueAt(Instant moment, List<Row> rows) {
        return rows.stream().map(row -> row.dueAt(moment)).toList();
    }

    /** See {@link Ledger#touch}. */
    record Touch(String leaseId, List<Row> rows, Instant now) implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            Optional<StoredRow> lease = table.lockLease(leaseId);
            if (lease.isEmpty() || lease.get().hasEnded()) {
                return false;
            }
            if (lease.get().isDue(now)) {
                // Recorded, so that no later change finds the lease active again.
                table.updateLease(leaseId, lease.get().revokeAt(), true);
                return false;
            }
            Instant revokeAt = rows.get(0).revokeAt();
            table.updateLease(leaseId, revokeAt, false);
            table.moveTokens(leaseId, revokeAt);
            table.insertMissing(dueAt(revokeAt, rows));
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
            Optional<StoredRow> lease = table.lockLease(leaseId);
            if (lease.isPresent() && lease.get().hasEnded()) {
                return false;
            }
            if (lease.isPresent()) {
                table.updateLease(leaseId, now, true);
            } else {
                table.insertLease(leaseId, Subject.UNKNOWN, now, true);
            }
            table.moveTokens(leaseId, now);
            table.insertMissing(dueAt(now, rows));
            return false;
        }
    }

    /** Records the end of all leases of a member; see {@link Ledger#endAll}. */
    record RecordEnd(Subject member, Instant now) implements Change {
        @Override
        public String leaseId() {
            return LedgerTable.NONE;
        }

        @Override
        public boolean isCommittedAlone() {
            return true;
        }

        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            new MemberEnds(table).record(member, now);
            return true;
        }
    }

    /** Ends the leases of a member, after that is recorded; see {@link Ledger#endAll}. */
    record EndAll(Subject member, Instant now) implements Change {
        @Override
        public String leaseId() {
            return LedgerTable.NONE;
        }

        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            // No thread waits for the number any more.
            int unused = endIn(table);
            return true;
        }

        /** Applies the change. Returns the number of leases that it ended. */
        int endIn(LedgerTable table) throws SQLException {
            return new MemberEnds(table).endActive(member, now);
        }
    }

    /** See {@link Ledger#replace}. */
    record Replace(String leaseId, List<Row> removed, List<Row> added) implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            // In the order of all changes: first the lease, then its tokens.
            boolean active =
                    table.lockLease(leaseId).filter(lease -> !lease.hasEnded()).isPresent();
            for (Row row : removed) {
                table.delete(leaseId, row.mark());
            }
            table.insertMissing(added);
            return active;
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

    /**
     * Records the community of an owner; see {@link Ledger#obtainedFrom}.
     *
     * @param leaseId the owner's id, in the place of a lease's
     */
    record Membership(String leaseId, String community) implements Change {
        @Override
        public boolean applyTo(LedgerTable table) throws SQLException {
            table.insertOwner(community);
            return true;
        }
    }
}
