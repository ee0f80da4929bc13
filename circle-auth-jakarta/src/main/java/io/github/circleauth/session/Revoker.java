package io.github.circleauth.session;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Row;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * What deals with due rows: it claims one, revokes its token at Circle, and deletes or postpones it.
 *
 * <p>{@link #kick()} may be called on any thread at any moment; the calls to Circle run on the executor, at most two at a
 * time, which is how many connections revocations have.
 */
public final class Revoker {

    private static final Logger LOG = System.getLogger(Revoker.class.getName());
    private static final int MOST_AT_ONCE = 2;
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final Backoff ROW_BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));
    private static final Backoff PAUSE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Ledger ledger;
    private final CircleAuthClient client;
    private final Executor executor;
    private final InstantSource clock;
    private final RandomGenerator random;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile Instant pausedUntil = Instant.MIN;

    /**
     * Makes a revoker.
     *
     * @param client whose calls stand behind everybody else's in Circle's rate limit
     */
    public Revoker(
            Ledger ledger, CircleAuthClient client, Executor executor, InstantSource clock, RandomGenerator random) {
        this.ledger = ledger;
        this.client = client;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
    }

    /** Has due rows dealt with soon, on the executor. Never blocks; called when a lease ends, and by the tick. */
    public void kick() {
        if (clock.instant().isBefore(pausedUntil) || !begin()) {
            return;
        }
        try {
            executor.execute(this::drainOnce);
        } catch (RejectedExecutionException undeploying) {
            // The last drain, on the thread that undeploys, finds the rows.
            running.decrementAndGet();
        }
    }

    private boolean begin() {
        return running.getAndUpdate(now -> now < MOST_AT_ONCE ? now + 1 : now) < MOST_AT_ONCE;
    }

    private void drainOnce() {
        try {
            drain(() -> true);
        } finally {
            running.decrementAndGet();
        }
    }

    /**
     * Deals with due rows on the calling thread until none is left, or Circle can't be had.
     *
     * @param goOn asked before each row
     */
    public void drain(BooleanSupplier goOn) {
        while (goOn.getAsBoolean() && !clock.instant().isBefore(pausedUntil)) {
            Instant now = clock.instant();
            Optional<Row> row = ledger.claim(now, now.plus(CLAIM));
            if (row.isEmpty()) {
                return;
            }
            revoke(row.get());
        }
    }

    private void revoke(Row row) {
        try {
            if (row.kind() == Row.Kind.REFRESH) {
                client.revokeRefreshToken(row.token());
            } else {
                client.revokeMemberAPIToken(row.token());
            }
        } catch (CircleAuthException failure) {
            keepForLater(row, failure);
            return;
        }
        ledger.delete(row);
        if (failuresInARow.getAndSet(0) > 0) {
            LOG.log(
                    Level.INFO,
                    "Revoking tokens at Circle works again; {0} are waiting.",
                    ledger.pendingRevocations(clock.instant()));
        }
    }

    private void keepForLater(Row row, CircleAuthException failure) {
        Instant now = clock.instant();
        if (concernsThisRowAlone(failure)) {
            ledger.postpone(row.dueAt(now.plus(ROW_BACKOFF.after(row.attempts(), random))));
            LOG.log(Level.WARNING, "Circle did not revoke a token (tried again later): {0}", failure.getMessage());
            return;
        }
        Optional<Duration> ourOwn = heldBackByUs(failure);
        if (ourOwn.isPresent()) { // Nothing is wrong: where very many end at once, this comes every few seconds.
            pause(row, now.plus(ourOwn.get()));
            return;
        }
        int failures = failuresInARow.incrementAndGet();
        Duration wait = askedToWait(failure).orElseGet(() -> PAUSE.after(failures, random));
        pause(row, now.plus(wait));
        if (failure
                instanceof CircleProtocolException) { // It may be about this token alone: others must get their turn.
            ledger.postpone(row.dueAt(now.plus(wait).plus(ROW_BACKOFF.after(row.attempts(), random))));
        }
        if (failures == 1) {
            LOG.log(
                    Level.WARNING,
                    "Tokens can''t be revoked at Circle just now; {0} wait and nothing is lost: {1}",
                    ledger.pendingRevocations(now),
                    failure.getMessage());
        }
    }

    private void pause(Row row, Instant goesOn) {
        pausedUntil = goesOn;
        ledger.postpone(row.dueAt(goesOn));
    }

    /** Returns how long to wait if Circle was not asked at all, since a limit of ours is used up. */
    private static Optional<Duration> heldBackByUs(CircleAuthException failure) {
        return failure.status().isEmpty() ? askedToWait(failure) : Optional.empty();
    }

    private static Optional<Duration> askedToWait(CircleAuthException failure) {
        return failure instanceof CircleUnavailableException unavailable ? unavailable.retryAfter() : Optional.empty();
    }

    /** Returns whether the next row may fare better: Circle was there, and spoke of this token. */
    private static boolean concernsThisRowAlone(CircleAuthException failure) {
        return failure instanceof CircleRefusedException refused
                && refused.reason() != CircleRefusedException.Reason.APP_TOKEN
                && refused.reason() != CircleRefusedException.Reason.PLAN;
    }
}
