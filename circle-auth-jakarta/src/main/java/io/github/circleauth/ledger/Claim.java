package io.github.circleauth.ledger;

import io.github.circleauth.log.LineLimit;
import io.github.circleauth.seal.BrokenSealException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deals with the due row that comes first, in one transaction: claims it, or finds that there is nothing to revoke.
 *
 * @param owners whose rows may be claimed
 * @param until when a claimed row becomes due again
 * @param brokenSeals bounds the lines about rows that can't be opened
 */
record Claim(Set<String> owners, Instant now, Instant until, LineLimit brokenSeals)
        implements LedgerDatabase.Work<Claim.Result> {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final Duration RETRY_BROKEN_SEAL = Duration.ofMinutes(15);

    /** After this time, a due row whose server has not dealt with it has none. */
    static final Duration ABANDONED = Duration.ofHours(1);

    static final Result NOTHING_DUE = new Result(false, Optional.empty());
    private static final Result NEXT = new Result(true, Optional.empty());

    /**
     * The result.
     *
     * @param moreMayBeDue whether another row may be due
     * @param claimed the row, if it was claimed
     */
    record Result(boolean moreMayBeDue, Optional<Row> claimed) {}

    @Override
    public Result in(LedgerTable table) throws SQLException {
        for (Row.Kind kind : Row.Kind.values()) {
            Optional<StoredRow> due = table.firstDue(kind, owners, now);
            if (due.isPresent()) {
                return claim(table, due.get());
            }
        }
        return NOTHING_DUE;
    }

    private Result claim(LedgerTable table, StoredRow due) throws SQLException {
        Optional<Instant> leaseExpiry = lock(table, due);
        List<StoredRow> holders = table.holders(due.mark());
        if (!holders.contains(due)) {
            // Another server was faster.
            return NEXT;
        }
        if (leaseExpiry.isPresent()) {
            table.moveRow(due.leaseId(), due.mark(), leaseExpiry.get());
            return NEXT;
        }
        List<StoredRow> others = holders.stream()
                .filter(row -> !row.leaseId().equals(due.leaseId()) && !row.isExpired(now))
                .toList();
        if (due.isExpired(now) || others.stream().anyMatch(other -> canBeClaimed(table, other))) {
            table.delete(due.leaseId(), due.mark());
            return NEXT;
        }
        Optional<Instant> needed = neededUntil(others);
        if (needed.isPresent()) {
            table.claim(due, needed.get());
            return NEXT;
        }
        return open(table, due);
    }

    /**
     * Locks the lease of a due row, and all rows with its token one by one, in the order of their leases, as all transactions
     * do. Otherwise, of two servers that claim the last two holders' rows at the same time, each would delete its row because
     * of the other one. If the lease has expired, its end is recorded.
     *
     * @return the lease expiry if the lease is active and has not expired
     */
    private Optional<Instant> lock(LedgerTable table, StoredRow due) throws SQLException {
        Optional<Instant> leaseExpiry = Optional.empty();
        for (StoredRow holder : table.holders(due.mark())) {
            if (holder.leaseId().equals(due.leaseId())) {
                leaseExpiry = endIfExpired(table, due.leaseId());
            }
            // Only the lock is needed: all rows are read again.
            Optional<StoredRow> unused = table.lock(holder.leaseId(), holder.mark());
        }
        return leaseExpiry;
    }

    private Optional<Instant> endIfExpired(LedgerTable table, String leaseId) throws SQLException {
        Optional<StoredRow> active = table.lockLease(leaseId).filter(lease -> !lease.hasEnded());
        if (active.isPresent() && active.get().isDue(now)) {
            table.updateLease(leaseId, active.get().revokeAt(), true);
            return Optional.empty();
        }
        return active.map(StoredRow::revokeAt);
    }

    /** Returns whether this server would claim a row of the same token when it comes due. */
    private boolean canBeClaimed(LedgerTable table, StoredRow other) {
        if (!owners.contains(other.owner())) {
            return false;
        }
        try {
            // Opened only to see whether it can be.
            Row unused = other.open(table.seal());
            return true;
        } catch (BrokenSealException lostKeyOrChanged) {
            return false;
        }
    }

    /**
     * Returns until when the token is needed by leases that only other servers can deal with: those of another owner, or
     * sealed with another key. It is until an hour after a lease's expiry; then nobody deals with it.
     */
    private Optional<Instant> neededUntil(List<StoredRow> others) {
        return others.stream()
                .filter(other -> !other.hasEnded())
                .map(other -> other.revokeAt().plus(ABANDONED))
                .filter(now::isBefore)
                .max(Instant::compareTo);
    }

    private Result open(LedgerTable table, StoredRow due) throws SQLException {
        try {
            Row row = due.open(table.seal());
            table.claim(due, until);
            return new Result(true, Optional.of(row.claimedUntil(until)));
        } catch (BrokenSealException changed) {
            log(changed);
            // As a begun revocation, so that no other row of the token waits for this one.
            table.claim(due, now.plus(RETRY_BROKEN_SEAL));
            return NEXT;
        }
    }

    private void log(BrokenSealException changed) {
        String end = brokenSeals.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0070: A token in the ledger can''t be revoked: {0}{1}",
                    changed.getMessage(),
                    end);
        }
    }
}
