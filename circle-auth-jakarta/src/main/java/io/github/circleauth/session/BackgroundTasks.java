package io.github.circleauth.session;

import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.ledger.Ledger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The moving parts of a deployment: its threads, what the tick does, and how all of it stops.
 */
public final class BackgroundTasks {

    private static final Logger LOG = System.getLogger(BackgroundTasks.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration THREADS_END = Duration.ofSeconds(2);
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /** What is left at the end: changes that no database took, tokens to be revoked, tokens in all. */
    private record Left(int unwritten, int waiting, int rows) {}

    private final Threads threads;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * Makes an engine that stands still.
     *
     * @param application names the threads
     * @param loader the application's class loader
     */
    public BackgroundTasks(String application, ClassLoader loader) {
        this.threads = new Threads(application, loader);
    }

    /** Returns the workers, on which Circle is called. */
    public Executor workers() {
        return threads.workers();
    }

    /** Returns the one thread on which the ledger's database is asked. */
    public Executor ledgerThread() {
        return threads.ledger();
    }

    /** Starts the tick. */
    public void start(Leases leases, Ledger ledger, Revoker revoker, HttpCircleAuthClient client, InstantSource clock) {
        threads.every(TICK, () -> ledger.tick(clock.instant()));
        threads.every(TICK, revoker::kick);
        threads.every(SWEEP, leases::sweep);
        threads.every(SWEEP, () -> threads.workers().execute(client::closeIdle));
    }

    /**
     * Stops: revokes what is due, within the time given, then ends the threads and the connections. Revocations and
     * renewals under way are waited for, since what they bring must be dealt with too.
     *
     * @param atMost how long all of it may take; then calls under way are cut off
     */
    public void stop(
            Ledger ledger, Revoker revoker, HttpCircleAuthClient client, InstantSource clock, Duration atMost) {
        if (stopped.getAndSet(true)) {
            return;
        }
        AtomicBoolean inTime = new AtomicBoolean(true);
        threads.lastTick(atMost, () -> {
            inTime.set(false);
            client.close();
        });
        Left left;
        boolean gone;
        try {
            // What the sessions that just ended left must be written before it can be claimed.
            ledger.flush(atMost);
            // As many at once as there are connections for; those that run already count.
            revoker.kick();
            revoker.kick();
            threads.finish(atMost.plus(THREADS_END));
            // What arrived while the workers finished: a late answer for a session that had ended.
            revoker.drain(inTime::get);
            left = new Left(ledger.flush(SETTLING), ledger.pendingRevocations(clock.instant()), ledger.size());
        } finally {
            client.close();
            gone = threads.close(THREADS_END);
        }
        report(left, ledger.isDurable(), gone);
    }

    private static void report(Left left, boolean durable, boolean gone) {
        int waiting = left.waiting();
        int rows = left.rows();
        if (left.unwritten() > 0) {
            LOG.log(
                    Level.WARNING,
                    "Undeployed with {0} changes that the ledger''s database did not take. They end here: of their tokens,"
                            + " those that the database knows are revoked when they lapse, the others live on until they"
                            + " expire.",
                    left.unwritten());
        }
        if (waiting > 0) {
            LOG.log(
                    Level.WARNING,
                    "Undeployed with {0} tokens still to be revoked (circle.auth.shutdown-timeout). {1}",
                    waiting,
                    durable
                            ? "They stand in the database: another server revokes them, or this one after its next start."
                            : "The memory ledger ends here: they live on until they expire.");
        }
        if (rows > waiting) {
            LOG.log(
                    Level.INFO,
                    "{0} tokens of sessions that have not ended were left alone; a server that keeps its sessions"
                            + " takes them over.",
                    rows - waiting);
        }
        if (!gone) {
            LOG.log(Level.WARNING, "A thread of circle-auth did not end in time.");
        }
    }
}
