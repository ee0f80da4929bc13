package io.github.circleauth.ledger;

import io.github.circleauth.log.OutageLines;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the last access to the ledger's database succeeded, and the log lines about that. Thread-safe. */
final class DatabaseReachability {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());

    private final LongSupplier nanos;
    private final OutageLines outages;

    /** When the accesses began to fail; null if the last one succeeded. */
    private final AtomicReference<@Nullable Long> unreachableSince = new AtomicReference<>();

    /** Whether the log says that the table can't be used. */
    private final AtomicBoolean reportedTable = new AtomicBoolean();

    DatabaseReachability(LongSupplier nanos) {
        this.nanos = nanos;
        this.outages = new OutageLines(nanos);
    }

    /** Returns whether the last access failed or timed out, so that no thread waits for the database now. */
    boolean isUnreachable() {
        return unreachableSince.get() != null;
    }

    /** Returns for how long accesses have failed; zero if the last one succeeded. */
    Duration unreachableFor() {
        Long since = unreachableSince.get();
        return since == null ? Duration.ZERO : Duration.ofNanos(Math.max(1, nanos.getAsLong() - since));
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
        unreachableSince.compareAndSet(null, nanos.getAsLong());
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
        unreachableSince.set(null);
        String end = outages.ended();
        if (end != null) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0074: The ledger''s database can be reached again. Changes to be written: {0}.{1}",
                    pending.getAsInt(),
                    end);
        }
    }
}
