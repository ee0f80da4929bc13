package io.github.circleauth.ledger;

import io.github.circleauth.ledger.LedgerTable.Stored;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * The ledger in a database, which is shared by all servers of an application and outlives them.
 *
 * <p>A token is handed out after its row is committed. While the database doesn't respond, changes are kept in memory, in
 * their order, and every lease counts as active, so that no page breaks.
 */
public final class JdbcLedger implements Ledger {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final int CANDIDATES = 8;
    private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(1);
    private static final Duration RETRY_BROKEN_SEAL = Duration.ofMinutes(15);

    private final LedgerWriter writer;
    private final AtomicBoolean reportedForeignRows = new AtomicBoolean();
    private volatile Instant nextSweep = Instant.MIN;

    /**
     * Creates a ledger. Does no I/O.
     *
     * @param seal seals the tokens before they leave this JVM
     * @param createsTable whether to create the table if it is missing
     * @param thread the one thread that accesses the database
     * @param maxWait how long other threads wait for a result
     */
    public JdbcLedger(DataSource database, Seal seal, boolean createsTable, Executor thread, Duration maxWait) {
        this.writer = new LedgerWriter(new LedgerDatabase(database, seal, createsTable), thread, maxWait);
    }

    /**
     * Finds or creates the table. An unreachable database is no error, since it may become reachable.
     *
     * @throws IllegalStateException if the database is reachable and the table can't be used
     */
    public void start() {
        writer.start();
    }

    @Override
    public boolean enter(List<Row> rows) {
        return writer.write(new Change.Enter(rows.get(0).leaseId(), rows, true));
    }

    @Override
    public boolean add(List<Row> rows) {
        return writer.write(new Change.Enter(rows.get(0).leaseId(), rows, false));
    }

    @Override
    public void replace(List<Row> removed, List<Row> added) {
        // Waits until the change is written; its result is always true.
        boolean unused = writer.write(new Change.Replace(removed.get(0).leaseId(), removed, added));
    }

    @Override
    public LeaseStatus touch(String leaseId, List<Row> rows, Instant now) {
        return writer.write(new Change.Touch(leaseId, rows, now)) ? LeaseStatus.ACTIVE : LeaseStatus.ENDED;
    }

    @Override
    public void end(String leaseId, List<Row> rows, Instant now) {
        writer.writeLater(new Change.End(leaseId, rows, now));
    }

    @Override
    public void postpone(Row row) {
        writer.writeLater(new Change.Postpone(row));
    }

    @Override
    public void delete(Row row) {
        writer.writeLater(new Change.Delete(row));
    }

    @Override
    public Optional<Row> claim(Instant now, Instant until) {
        return writer.query(table -> claim(table, now, until), Optional.empty());
    }

    private Optional<Row> claim(LedgerTable table, Instant now, Instant until) throws SQLException {
        for (Row.Kind kind : Row.Kind.values()) {
            List<Stored> due;
            do {
                due = table.due(kind, now, CANDIDATES);
                for (Stored candidate : due) {
                    Optional<Row> claimed = claim(table, candidate, now, until);
                    if (claimed.isPresent()) {
                        return claimed;
                    }
                }
            } while (due.size() == CANDIDATES);
        }
        return Optional.empty();
    }

    private Optional<Row> claim(LedgerTable table, Stored candidate, Instant now, Instant until) throws SQLException {
        try {
            return table.claim(candidate, now, until);
        } catch (BrokenSealException changed) {
            LOG.log(Level.WARNING, "CIRCLE-0070: A token in the ledger can''t be revoked: {0}", changed.getMessage());
            table.moveRow(candidate.leaseId(), candidate.mark(), now.plus(RETRY_BROKEN_SEAL));
            return Optional.empty();
        }
    }

    @Override
    public int pendingRevocations(Instant now) {
        return writer.query(table -> table.pendingRevocations(now), writer.pending());
    }

    @Override
    public int size() {
        return writer.query(LedgerTable::size, writer.pending());
    }

    @Override
    public void tick(Instant now) {
        if (!writer.retry() && !now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP_INTERVAL);
            writer.runLater(table -> sweep(table, now));
        }
    }

    private boolean sweep(LedgerTable table, Instant now) throws SQLException {
        table.deleteExpired(now);
        int foreign = table.foreignDueRows(now);
        if (foreign > 0 && !reportedForeignRows.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0071: Due rows of the ledger are sealed with a key that is not in circle.auth.seal-keys: {0}. This"
                            + " server can''t revoke their tokens. If a key was replaced, list the former key too.",
                    foreign);
        }
        reportedForeignRows.set(foreign > 0);
        return true;
    }

    @Override
    public int flush(Duration atMost) {
        return writer.flush(atMost);
    }

    @Override
    public boolean isDurable() {
        return true;
    }
}
