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
 * The ledger in a database, which all servers of an application share and which outlives them.
 *
 * <p>A token is handed out when the database has it. If the database gives no answer, the changes wait in memory, in their
 * order, until it is back; meanwhile every lease counts as standing, so that no page breaks.
 */
public final class JdbcLedger implements Ledger {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final int CANDIDATES = 8;
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration UNTIL_OPENED_AGAIN = Duration.ofMinutes(15);

    private final LedgerWriter thread;
    private final AtomicBoolean unopenable = new AtomicBoolean();
    private volatile Instant nextSweep = Instant.MIN;

    /**
     * Makes a ledger that has not asked for anything yet.
     *
     * @param seal seals the tokens before they leave this JVM
     * @param createsTable whether to make the table if it isn't there
     * @param thread the one thread on which the database is asked
     * @param longestWait how long others wait for it
     */
    public JdbcLedger(DataSource database, Seal seal, boolean createsTable, Executor thread, Duration longestWait) {
        this.thread = new LedgerWriter(new LedgerDatabase(database, seal, createsTable), thread, longestWait);
    }

    /**
     * Looks for the table, or makes it. A database that can't be had is no error: it may come back.
     *
     * @throws IllegalStateException if the database is there and the table isn't
     */
    public void start() {
        thread.start();
    }

    @Override
    public boolean enter(List<Row> rows) {
        return thread.change(new Change.Enter(rows.get(0).leaseId(), rows, true));
    }

    @Override
    public boolean add(List<Row> rows) {
        return thread.change(new Change.Enter(rows.get(0).leaseId(), rows, false));
    }

    @Override
    public void replace(List<Row> gone, List<Row> instead) {
        boolean unusedSinceItStands =
                thread.change(new Change.Replace(gone.get(0).leaseId(), gone, instead));
    }

    @Override
    public LeaseStatus touch(String leaseId, List<Row> rows, Instant now) {
        return thread.change(new Change.Touch(leaseId, rows, now)) ? LeaseStatus.ACTIVE : LeaseStatus.ENDED;
    }

    @Override
    public void end(String leaseId, List<Row> rows, Instant now) {
        thread.changeLater(new Change.End(leaseId, rows, now));
    }

    @Override
    public void postpone(Row row) {
        thread.changeLater(new Change.Postpone(row));
    }

    @Override
    public void delete(Row row) {
        thread.changeLater(new Change.Delete(row));
    }

    @Override
    public Optional<Row> claim(Instant now, Instant until) {
        return thread.ask(table -> claim(table, now, until), Optional.empty());
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
            LOG.log(Level.WARNING, "A row of the ledger can''t be opened: {0}", changed.getMessage());
            table.move(candidate.leaseId(), candidate.mark(), now.plus(UNTIL_OPENED_AGAIN));
            return Optional.empty();
        }
    }

    @Override
    public int waiting(Instant now) {
        return thread.ask(table -> table.waiting(now), thread.unwritten());
    }

    @Override
    public int size() {
        return thread.ask(LedgerTable::size, thread.unwritten());
    }

    @Override
    public void tick(Instant now) {
        if (!thread.triesAgain() && !now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP);
            thread.doLater(table -> sweep(table, now));
        }
    }

    private boolean sweep(LedgerTable table, Instant now) throws SQLException {
        table.deleteExpired(now);
        int foreign = table.unopenable(now);
        if (foreign > 0 && !unopenable.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "{0} due rows of the ledger were sealed with a key that is not among circle.auth.seal-keys, so this"
                            + " server can''t revoke their tokens. Is a former key still to be listed?",
                    foreign);
        }
        unopenable.set(foreign > 0);
        return true;
    }

    @Override
    public int settle(Duration atMost) {
        return thread.settle(atMost);
    }

    @Override
    public String fateOfTheRest() {
        return "They stand in the database: another server revokes them, or this one after its next start.";
    }
}
