package io.github.circleauth.ledger;

import io.github.circleauth.ledger.LedgerTable.Stored;
import io.github.circleauth.ledger.Unwritten.Waiting;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
import javax.sql.DataSource;

/**
 * The ledger in a database, which all servers of an application share and which outlives them.
 *
 * <p>The database is asked on one thread of the library's own: no transaction of the application's is ever taken part in,
 * and a database that hangs holds up that thread alone. Who must know the answer waits for it a while. If none comes, the
 * changes wait in memory, in their order, until the database is back; meanwhile every lease counts as standing, so that
 * no page breaks.
 */
public final class JdbcLedger implements Ledger {

    private static final Logger LOG = System.getLogger(JdbcLedger.class.getName());
    private static final int CHANGES_AT_ONCE = 200;
    private static final int CANDIDATES = 8;
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration UNTIL_OPENED_AGAIN = Duration.ofMinutes(15);

    private final LedgerDatabase database;
    private final Executor thread;
    private final Duration longestWait;

    private final Unwritten unwritten = new Unwritten();
    private final AtomicBoolean writing = new AtomicBoolean();

    /** Whether the database gave no answer when it was last asked, so that nobody waits for it now. */
    private final AtomicBoolean away = new AtomicBoolean();

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
        this.database = new LedgerDatabase(database, seal, createsTable);
        this.thread = thread;
        this.longestWait = longestWait;
    }

    /**
     * Looks for the table, or makes it. A database that can't be had is no error: it may come back.
     *
     * @throws IllegalStateException if the database is there and the table isn't
     */
    public void start() {
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

    @Override
    public boolean enter(List<Row> rows) {
        return change(new Change.Enter(rows.get(0).leaseId(), rows, true));
    }

    @Override
    public boolean add(List<Row> rows) {
        return change(new Change.Enter(rows.get(0).leaseId(), rows, false));
    }

    @Override
    public boolean touch(String leaseId, List<Row> rows, Instant now) {
        return change(new Change.Touch(leaseId, rows, now));
    }

    private boolean change(Change change) {
        CompletableFuture<Boolean> stands = unwritten.add(change);
        write();
        return away.get() ? stands.getNow(true) : await(stands, true, longestWait);
    }

    @Override
    public void end(String leaseId, List<Row> rows, Instant now) {
        changeLater(new Change.End(leaseId, rows, now));
    }

    private void changeLater(Change change) {
        CompletableFuture<Boolean> unusedSinceNobodyWaits = unwritten.add(change);
        write();
    }

    @Override
    public void postpone(Row row) {
        changeLater(new Change.Postpone(row));
    }

    @Override
    public void delete(Row row) {
        changeLater(new Change.Delete(row));
    }

    @Override
    public Optional<Row> claim(Instant now, Instant until) {
        return ask(table -> claim(table, now, until), Optional.empty());
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
        return ask(table -> table.waiting(now), unwritten.size());
    }

    @Override
    public int size() {
        return ask(LedgerTable::size, unwritten.size());
    }

    @Override
    public void tick(Instant now) {
        if (away.get() || unwritten.size() > 0) {
            writeNow();
        } else if (!now.isBefore(nextSweep)) {
            nextSweep = now.plus(SWEEP);
            execute(() -> attempt(table -> sweep(table, now), false));
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
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        if (execute(() -> settled.complete(writeAll()))) {
            await(settled, false, atMost);
        }
        return unwritten.size();
    }

    @Override
    public String fateOfTheRest() {
        return "They stand in the database: another server revokes them, or this one after its next start.";
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
            List<Waiting> changes = batch;
            List<Boolean> stands = attempt(table -> write(table, changes), List.of());
            if (away.get()) {
                return false;
            }
            unwritten.written(changes, stands);
            batch = unwritten.first(CHANGES_AT_ONCE);
        }
        return true;
    }

    private static List<Boolean> write(LedgerTable table, List<Waiting> changes) throws SQLException {
        List<Boolean> stands = new ArrayList<>(changes.size());
        for (Waiting waiting : changes) {
            stands.add(waiting.change().makeIn(table));
        }
        return stands;
    }

    /** Asks the database, after it was told what waits. */
    private <T> T ask(LedgerDatabase.Work<T> question, T otherwise) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (away.get() || !execute(() -> answer.complete(writeAll() ? attempt(question, otherwise) : otherwise))) {
            return otherwise;
        }
        return await(answer, otherwise, longestWait);
    }

    private <T> T attempt(LedgerDatabase.Work<T> work, T otherwise) {
        try {
            T result = database.transact(work);
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
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hangs) {
            isAway("it gives no answer");
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
