package io.github.circleauth.session;

import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.ledger.Ledger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The periodic tasks of a deployment, and its orderly stop. */
public final class BackgroundTasks {

    private static final Logger LOG = System.getLogger(BackgroundTasks.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration THREADS_END = Duration.ofSeconds(2);
    private static final Duration FLUSH = Duration.ofSeconds(2);

    /** The rest after the stop: changes that no database took, tokens to be revoked, tokens in all. */
    private record Left(int unwritten, int waiting, int rows) {}

    private final Threads threads;
    private final Leases leases;
    private final Ledger ledger;
    private final Revoker revoker;
    private final CircleHttp http;
    private final InstantSource clock;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /** Creates stopped tasks. They own the threads and the connections from then on: {@link #stop} closes both. */
    public BackgroundTasks(
            Threads threads, Leases leases, Ledger ledger, Revoker revoker, CircleHttp http, InstantSource clock) {
        this.threads = threads;
        this.leases = leases;
        this.ledger = ledger;
        this.revoker = revoker;
        this.http = http;
        this.clock = clock;
    }

    public void start() {
        threads.every(TICK, () -> ledger.tick(clock.instant()));
        threads.every(TICK, revoker::kick);
        threads.every(SWEEP, leases::sweep);
        threads.every(SWEEP, () -> threads.workers().execute(http::closeIdle));
    }

    /**
     * Stops, once: revokes the tokens that are due, then ends the threads and closes the connections. Waits for revocations
     * and renewals under way, since the tokens that these bring must be accounted for.
     *
     * @param atMost for how long requests may go on; after it they are aborted
     */
    public void stop(Duration atMost) {
        if (stopped.getAndSet(true)) {
            return;
        }
        AtomicBoolean inTime = new AtomicBoolean(true);
        threads.lastTick(atMost, () -> {
            inTime.set(false);
            http.close();
        });
        Left left;
        boolean ended;
        try {
            left = finish(atMost, inTime::get);
        } finally {
            http.close();
            ended = threads.close(THREADS_END);
        }
        log(left, ledger.isDurable(), ended);
    }

    private Left finish(Duration atMost, BooleanSupplier inTime) {
        // Their users have no session that could end, or outlive the application.
        leases.users().close();
        // The changes of sessions that have just ended must be written before their rows can be claimed.
        ledger.flush(atMost);
        // One for each connection that revocations have; those under way count.
        revoker.kick();
        revoker.kick();
        threads.finish(atMost.plus(THREADS_END));
        // Rows that came while the workers finished, such as from a late response for a session that had ended.
        revoker.drain(inTime);
        return new Left(ledger.flush(FLUSH), ledger.pendingRevocations(clock.instant()), ledger.size());
    }

    private static void log(Left left, boolean durable, boolean ended) {
        int waiting = left.waiting();
        int rows = left.rows();
        if (left.unwritten() > 0) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0052: Undeployed with {0} changes that the ledger''s database did not take. They are lost: of"
                            + " their tokens, those in the database are revoked when their leases expire, the others live"
                            + " until they expire.",
                    left.unwritten());
        }
        if (waiting > 0) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0053: Undeployed with {0} tokens still to be revoked (circle.auth.shutdown-timeout). {1}",
                    waiting,
                    durable
                            ? "They are in the database: another server revokes them, or this one after its next start."
                            : "The ledger was in memory: they live until they expire.");
        }
        if (rows > waiting) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0054: {0} tokens of sessions that have not ended were not revoked; a server that keeps its"
                            + " sessions takes them over.",
                    rows - waiting);
        }
        if (!ended) {
            LOG.log(Level.WARNING, "CIRCLE-0055: A thread of circle-auth did not end in time.");
        }
    }
}
