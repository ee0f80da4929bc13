package io.github.circleauth.ledger;

import io.github.circleauth.ledger.PendingChanges.Waiting;
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
 * The one thread on which the database is asked, and the changes that wait for it. No transaction of the application's is
 * ever taken part in, and a database that hangs holds up this thread alone: who must know the answer waits for it a while,
 * and nobody does once it didn't come.
 */
final class LedgerWriter {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final int CHANGES_AT_ONCE = 200;

    private final LedgerDatabase database;
    private final Executor thread;
    private final Duration longestWait;
    private final PendingChanges unwritten = new PendingChanges();

    /** Whether writing what waits has been asked for, and not begun. */
    private final AtomicBoolean writing = new AtomicBoolean();

    /** How many transactions the database has done, so that a long queue is not taken for a database that hangs. */
    private final AtomicLong done = new AtomicLong();

    /** Whether the database gave no answer when it was last asked, so that nobody waits for it now. */
    private final AtomicBoolean away = new AtomicBoolean();

    LedgerWriter(LedgerDatabase database, Executor thread, Duration longestWait) {
        this.database = database;
        this.thread = thread;
        this.longestWait = longestWait;
    }

    /**
     * Looks for the table, or makes it. A database that can't be had is no error: it may come back.
     *
     * @throws IllegalStateException if the database is there and the table isn't
     */
    void start() {
        CompletableFuture<Optional<SQLException>> failure = new CompletableFuture<>();
        execute(() -> failure.complete(tryToStart()));
        await(failure, Optional.empty(), longestWait)
                .filter(LedgerDatabase::isAboutTheTable)
                .ifPresent(missing -> {
                    throw new IllegalStateException(
                            "circle-auth can't start: its table circle_auth_ledger can't be used ("
                                    + LedgerDatabase.reason(missing)
                                    + "). Make it with the statements in io/github/circleauth/ledger/ledger.sql of circle-auth's"
                                    + " jar, or set circle.auth.ledger.create-table=true.");
                });
    }

    private Optional<SQLException> tryToStart() {
        try {
            database.transact(LedgerTable::size);
            return Optional.empty();
        } catch (SQLException failure) {
            isAway(LedgerDatabase.reason(failure));
            return Optional.of(failure);
        }
    }

    /** Has a change written. Returns whether its lease stands, as far as that can be known in time. */
    boolean change(Change change) {
        CompletableFuture<Boolean> stands = unwritten.add(change, true);
        write();
        return away.get() ? stands.getNow(true) : await(stands, true, longestWait);
    }

    /** Has a change written, some time. Does no I/O on the calling thread, and doesn't wait. */
    void changeLater(Change change) {
        CompletableFuture<Boolean> unusedSinceNobodyWaits = unwritten.add(change, false);
        write();
    }

    /** Writes what waits, within the time given. Returns how many changes are left. */
    int settle(Duration atMost) {
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        if (execute(() -> settled.complete(writeAll()))) {
            await(settled, false, atMost);
        }
        return unwritten.size();
    }

    /** Returns how many changes wait. */
    int unwritten() {
        return unwritten.size();
    }

    /** Tries again what the database did not take, and finds out whether it is back. Never blocks. */
    boolean triesAgain() {
        boolean needed = away.get() || unwritten.size() > 0;
        if (needed) {
            writeNow();
        }
        return needed;
    }

    /** Has something done to the table, some time. */
    void doLater(LedgerDatabase.Work<Boolean> work) {
        execute(() -> attempt(work, false));
    }

    private void write() {
        if (!away.get()) {
            writeNow();
        }
    }

    private void writeNow() {
        if (!writing.getAndSet(true) && !execute(this::writeAll)) {
            writing.set(false);
        }
    }

    /** Writes what waits, or finds out whether the database is back. Returns whether it took everything. */
    private boolean writeAll() {
        writing.set(false);
        List<Waiting> batch = unwritten.first(CHANGES_AT_ONCE);
        while (!batch.isEmpty() || away.get()) {
            if (!write(batch)) {
                return false;
            }
            batch = unwritten.first(CHANGES_AT_ONCE);
        }
        return true;
    }

    /** Writes some changes. Returns false if the database can't be had. */
    private boolean write(List<Waiting> changes) {
        try {
            List<Boolean> stands = database.transact(table -> make(changes, table));
            done.incrementAndGet();
            isBack();
            unwritten.written(changes, stands);
            return true;
        } catch (SQLException failure) {
            if (!LedgerDatabase.isAboutTheValues(failure)) {
                isAway(LedgerDatabase.reason(failure));
                return false;
            }
            if (changes.size() == 1) {
                leaveOut(changes.get(0), failure);
                return true;
            }
            return changes.stream().allMatch(change -> write(List.of(change)));
        }
    }

    /** What the database will never take must not keep from it what comes after. */
    private void leaveOut(Waiting change, SQLException failure) {
        LOG.log(
                Level.ERROR,
                "The ledger''s database refuses a change for good, and goes on without it ({0}). Tokens that it was about"
                        + " may not be revoked, and live on until they expire. Is the table as circle-auth''s ledger.sql"
                        + " makes it?",
                LedgerDatabase.reason(failure));
        unwritten.written(List.of(change), List.of(true));
    }

    private static List<Boolean> make(List<Waiting> changes, LedgerTable table) throws SQLException {
        List<Boolean> stands = new ArrayList<>(changes.size());
        for (Waiting waiting : changes) {
            stands.add(waiting.change().makeIn(table));
        }
        return stands;
    }

    /** Asks the database, after it was told what waits. */
    <T> T ask(LedgerDatabase.Work<T> question, T otherwise) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable asking = () -> {
            if (!answer.isDone()) { // Else who asked has gone.
                answer.complete(writeAll() ? attempt(question, otherwise) : otherwise);
            }
        };
        if (away.get() || !execute(asking)) {
            return otherwise;
        }
        T answered = await(answer, otherwise, longestWait);
        boolean unusedSinceLateAnswersAreNobodys = answer.complete(otherwise);
        return answered;
    }

    private <T> T attempt(LedgerDatabase.Work<T> work, T otherwise) {
        try {
            T result = database.transact(work);
            done.incrementAndGet();
            isBack();
            return result;
        } catch (SQLException failure) {
            isAway(LedgerDatabase.reason(failure));
            return otherwise;
        }
    }

    private boolean execute(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException undeployed) {
            return false;
        }
    }

    private <T> T await(CompletableFuture<T> answer, T otherwise, Duration atMost) {
        long before = done.get();
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            if (done.get() == before) {
                isAway("it gives no answer");
            }
        } catch (InterruptedException undeploying) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        return otherwise;
    }

    private void isAway(String reason) {
        if (!away.getAndSet(true)) {
            LOG.log(
                    Level.WARNING,
                    "The ledger''s database can''t be had ({0}). Tokens are handed out and sessions end all the same. What"
                            + " changes waits in memory until it is back, and is lost if this server dies before.",
                    reason);
        }
        unwritten.release();
    }

    private void isBack() {
        if (away.getAndSet(false)) {
            LOG.log(Level.INFO, "The ledger''s database is back. Changes that waited for it: {0}.", unwritten.size());
        }
    }
}
