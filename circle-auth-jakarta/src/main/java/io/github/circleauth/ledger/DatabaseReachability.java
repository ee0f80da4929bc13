package io.github.circleauth.ledger;

import io.github.circleauth.log.OutageLines;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/** Whether the last access to the ledger's database succeeded, and the log lines about that. Thread-safe. */
final class DatabaseReachability {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());

    private final AtomicBoolean unreachable = new AtomicBoolean();
    private final OutageLines outages = new OutageLines(System::nanoTime);

    /** Whether the log says that the table can't be used. */
    private final AtomicBoolean reportedTable = new AtomicBoolean();

    /** Returns whether the last access failed or timed out, so that no thread waits for the database now. */
    boolean isUnreachable() {
        return unreachable.get();
    }

    /** Records that an access failed. */
    void failed(SQLException failure) {
        // The warning has come before: only a table that was not there at the start is looked for later.
        if (failure instanceof UnusableTableException && !reportedTable.getAndSet(true)) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0075: Tokens are handed out, but the changes of the ledger are kept in memory, and are lost if this"
                            + " server stops: {0}",
                    failure.getMessage());
        }
        failed(LedgerDatabase.reason(failure));
    }

    /** Records that an access failed or timed out. */
    void failed(String reason) {
        unreachable.set(true);
        String end = outages.failed();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0073: The ledger''s database can''t be reached ({0}). Tokens are still handed out, and sessions"
                            + " still end. Changes are kept in memory until the database is back, and are lost if this"
                            + " server stops before.{1}",
                    reason,
                    end);
        }
    }

    /**
     * Records that the database responded.
     *
     * @param pending returns how many changes are to be written
     */
    void responded(IntSupplier pending) {
        unreachable.set(false);
        if (outages.ended()) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0074: The ledger''s database can be reached again. Changes to be written: {0}.",
                    pending.getAsInt());
        }
    }
}
