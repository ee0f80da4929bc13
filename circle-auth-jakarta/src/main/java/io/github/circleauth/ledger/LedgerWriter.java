package io.github.circleauth.ledger;

import io.github.circleauth.ledger.PendingChanges.Pending;
import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accesses the database, on one thread, and keeps the changes that are not yet written. It never takes part in a
 * transaction of the application, and a database that hangs blocks this one thread only. Other threads wait for a result
 * a bounded time; after one timeout no thread waits until the database responds again.
 */
final class LedgerWriter {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final int BATCH_SIZE = 200;

    private final LedgerDatabase database;
    private final Executor thread;
    private final Duration maxWait;
    private final PendingChanges pending = new PendingChanges();

    /** Whether a task that writes the pending changes is submitted and not begun. */
    private final AtomicBoolean writeSubmitted = new AtomicBoolean();

    /** The number of transactions so far: while it grows, a long queue is not taken for a database that hangs. */
    private final AtomicLong transactions = new AtomicLong();

    private final DatabaseReachability reachability = new DatabaseReachability(System::nanoTime);
    private final LineLimit dropped = new LineLimit(1, System::nanoTime);

    LedgerWriter(LedgerDatabase database, Executor thread, Duration maxWait) {
        this.database = database;
        this.thread = thread;
        this.maxWait = maxWait;
    }

    /**
     * Finds or creates the table, and runs a first query. An unreachable database is no error, since it may become
     * reachable.
     *
     * @throws IllegalStateException if the database is reachable and the table can't be used
     */
    void start(LedgerDatabase.Work<Boolean> first) {
        CompletableFuture<Optional<UnusableTableException>> unusable = new CompletableFuture<>();
        execute(() -> unusable.complete(tryToStart(first)));
        await(unusable, Optional.empty(), maxWait).ifPresent(failure -> {
            throw new IllegalStateException("circle-auth can't start: " + failure.getMessage(), failure);
        });
    }

    private Optional<UnusableTableException> tryToStart(LedgerDatabase.Work<Boolean> first) {
        try {
            database.transact(first);
            return Optional.empty();
        } catch (UnusableTableException unusable) {
            return Optional.of(unusable); // Not logged: it fails the deployment.
        } catch (SQLException failure) {
            markUnreachable(failure);
            return Optional.empty();
        }
    }

    /**
     * Writes a change and waits for that. Returns whether its lease is active; true if the database doesn't respond in
     * time.
     */
    boolean write(Change change) {
        Pending added = pending.add(change, true);
        submitWriteIfReachable();
        return reachability.isUnreachable() ? added.activeSoFar() : await(added.active(), !added.afterEnd(), maxWait);
    }

    /** Writes a change later. Does no I/O on the calling thread, and doesn't wait. */
    void writeLater(Change change) {
        // No thread waits for the result.
        Pending unused = pending.add(change, false);
        submitWriteIfReachable();
    }

    /** Writes the pending changes and waits for that. Returns the number of changes that remain. */
    int flush(Duration atMost) {
        CompletableFuture<Boolean> flushed = new CompletableFuture<>();
        if (execute(() -> flushed.complete(writeAll()))) {
            await(flushed, false, atMost);
        }
        return pending.size();
    }

    /** Returns for how long the database could not be accessed; zero if the last access succeeded. */
    Duration unreachableFor() {
        return reachability.unreachableFor();
    }

    /** Returns the number of pending changes. */
    int pending() {
        return pending.size();
    }

    /**
     * Writes pending changes and finds out whether an unreachable database is back. Never blocks.
     *
     * @return false if there was nothing to do
     */
    boolean retry() {
        boolean needed = reachability.isUnreachable() || pending.size() > 0;
        if (needed) {
            submitWrite();
        }
        return needed;
    }

    /** Runs a transaction later. */
    void runLater(LedgerDatabase.Work<Boolean> work) {
        execute(() -> run(work, false));
    }

    private void submitWriteIfReachable() {
        if (!reachability.isUnreachable()) {
            submitWrite();
        }
    }

    private void submitWrite() {
        if (!writeSubmitted.getAndSet(true) && !execute(this::writeAll)) {
            writeSubmitted.set(false);
        }
    }

    /**
     * Writes all pending changes. If there are none and the database is unreachable, runs an empty transaction as a
     * probe. Returns whether the database accepted everything.
     */
    private boolean writeAll() {
        writeSubmitted.set(false);
        List<Pending> batch = pending.first(BATCH_SIZE);
        while (!batch.isEmpty() || reachability.isUnreachable()) {
            if (!write(batch)) {
                return false;
            }
            batch = pending.first(BATCH_SIZE);
        }
        return true;
    }

    /** Writes changes in one transaction. Returns false if they are to be written later. */
    private boolean write(List<Pending> changes) {
        try {
            List<Boolean> active = database.transact(table -> apply(changes, table));
            responded();
            pending.written(changes, active);
            return true;
        } catch (SQLException failure) {
            if (!hasResponded(failure)) {
                return false;
            }
            if (changes.size() > 1) {
                return changes.stream().allMatch(change -> write(List.of(change)));
            }
            if (LedgerDatabase.isDataError(failure)) {
                drop(changes.get(0), failure);
                return true;
            }
            return false; // Other servers' transactions were in the way, again and again: the tick tries again.
        }
    }

    /** Returns whether the database responded, and rejected only the transaction. Otherwise it counts as unreachable. */
    private boolean hasResponded(SQLException failure) {
        if (LedgerDatabase.isDataError(failure) || LedgerDatabase.isConflict(failure)) {
            responded();
            return true;
        }
        markUnreachable(failure);
        return false;
    }

    /** Drops a change that the database will never accept, so that it doesn't block later ones. */
    private void drop(Pending change, SQLException failure) {
        String end = dropped.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0072: The ledger''s database rejected a change permanently, and the change was dropped ({0})."
                            + " Its tokens may not be revoked, and stay valid until they expire. Check that the table is as"
                            + " {1} in circle-auth''s jar creates it.{2}",
                    LedgerDatabase.reason(failure),
                    database.creation(),
                    end);
        }
        pending.written(List.of(change), List.of(true));
    }

    private static List<Boolean> apply(List<Pending> changes, LedgerTable table) throws SQLException {
        List<Boolean> active = new ArrayList<>(changes.size());
        for (Pending pending : changes) {
            active.add(pending.change().applyTo(table));
        }
        return active;
    }

    /**
     * Runs a query after the pending changes are written, and waits for its result. Returns the fallback if the database
     * doesn't respond in time.
     */
    <T> T query(LedgerDatabase.Work<T> query, T fallback) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            // If the result is there already, the caller has stopped waiting.
            if (!result.isDone()) {
                result.complete(writeAll() ? run(query, fallback) : fallback);
            }
        };
        if (reachability.isUnreachable() || !execute(task)) {
            return fallback;
        }
        T value = await(result, fallback, maxWait);
        // After a timeout this keeps the task from running.
        boolean unused = result.complete(fallback);
        return value;
    }

    /** Runs a query after the pending changes are written. Never blocks. The result is empty if the database doesn't respond. */
    <T> CompletableFuture<Optional<T>> ask(LedgerDatabase.Work<T> query) {
        CompletableFuture<Optional<T>> result = new CompletableFuture<>();
        LedgerDatabase.Work<Optional<T>> present = table -> Optional.of(query.in(table));
        Runnable task = () -> result.complete(writeAll() ? run(present, Optional.empty()) : Optional.empty());
        if (reachability.isUnreachable() || !execute(task)) {
            result.complete(Optional.empty());
        }
        return result;
    }

    private <T> T run(LedgerDatabase.Work<T> work, T fallback) {
        try {
            T result = database.transact(work);
            responded();
            return result;
        } catch (SQLException failure) {
            // Logged there if the database can't be reached.
            boolean unused = hasResponded(failure);
            return fallback;
        }
    }

    private boolean execute(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            // After the end of the application, or where the system has no further thread: the tick tries again.
            return false;
        }
    }

    private <T> T await(CompletableFuture<T> result, T fallback, Duration atMost) {
        long before = transactions.get();
        try {
            return result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (transactions.get() == before) {
                reachability.failed("it does not respond");
                pending.release();
            }
        } catch (InterruptedException undeploying) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        return fallback;
    }

    private void markUnreachable(SQLException failure) {
        reachability.failed(failure);
        pending.release();
    }

    private void responded() {
        transactions.incrementAndGet();
        reachability.responded(pending::size);
    }
}
