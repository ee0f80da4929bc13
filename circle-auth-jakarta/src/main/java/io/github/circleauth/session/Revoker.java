package io.github.circleauth.session;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.RevocationDelayed;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.log.OutageLines;
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
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Revokes the tokens of due rows: claims a row, revokes its token at Circle, and deletes or postpones the row.
 *
 * <p>{@link #kick()} may be called on any thread at any time. The requests to Circle run on the executor, at most two at a
 * time, as many as revocations have connections.
 */
public final class Revoker {

    private static final Logger LOG = System.getLogger(Revoker.class.getName());
    private static final int MAX_CONCURRENT = 2;
    private static final Duration CLAIM = Duration.ofMinutes(1);
    private static final Backoff ROW_BACKOFF = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(15));
    private static final Backoff PAUSE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Ledger ledger;
    private final CircleAuthClient client;
    private final Executor executor;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Ticker ticker;
    private final Consumer<CircleEvent> events;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final OutageLines outages;
    private final LineLimit unrevoked;
    private volatile Instant pausedUntil = Instant.MIN;

    /** Creates a revoker to whose events nobody listens. */
    public Revoker(
            Ledger ledger, CircleAuthClient client, Executor executor, InstantSource clock, RandomGenerator random) {
        this(ledger, client, executor, clock, random, Ticker.system(), event -> {});
    }

    /**
     * Creates a revoker.
     *
     * @param client a client whose requests have the lowest priority in Circle's rate limit
     * @param events is told of each event, on the thread where it happened and outside any lock. Neither throws nor waits
     */
    public Revoker(
            Ledger ledger,
            CircleAuthClient client,
            Executor executor,
            InstantSource clock,
            RandomGenerator random,
            Ticker ticker,
            Consumer<CircleEvent> events) {
        this.ledger = ledger;
        this.client = client;
        this.executor = executor;
        this.clock = clock;
        this.random = random;
        this.ticker = ticker;
        this.events = events;
        this.outages = new OutageLines(ticker::nanos);
        this.unrevoked = new LineLimit(1, ticker::nanos);
    }

    /** Starts revoking, on the executor. Never blocks; called when a lease ends, and by the tick. */
    public void kick() {
        if (clock.instant().isBefore(pausedUntil) || !begin()) {
            return;
        }
        try {
            executor.execute(this::drainOnce);
        } catch (RejectedExecutionException undeploying) {
            // The last drain, on the thread that undeploys, claims the rows.
            running.decrementAndGet();
        }
    }

    private boolean begin() {
        return running.getAndUpdate(now -> now < MAX_CONCURRENT ? now + 1 : now) < MAX_CONCURRENT;
    }

    private void drainOnce() {
        try {
            drain(() -> true);
        } finally {
            running.decrementAndGet();
        }
    }

    /**
     * Revokes the tokens of due rows on the calling thread, until there are none or Circle can't be reached.
     *
     * @param continues whether to claim another row; called before each
     */
    public void drain(BooleanSupplier continues) {
        while (continues.getAsBoolean() && !clock.instant().isBefore(pausedUntil)) {
            Instant now = clock.instant();
            Optional<Row> row = ledger.claim(now, now.plus(CLAIM));
            if (row.isEmpty()) {
                return;
            }
            revoke(row.get());
        }
    }

    /** Revokes a token that the ledger can't hold, once, on the executor. */
    void revokeOnce(Row row) {
        try {
            executor.execute(() -> {
                long start = ticker.nanos();
                try {
                    requestRevocation(row);
                } catch (CircleAuthException failure) {
                    delayed(row, failure, Optional.empty(), took(start, failure));
                    logUnrevoked(failure.getMessage());
                    return;
                }
                revoked(row, since(start));
            });
        } catch (RejectedExecutionException undeploying) {
            logUnrevoked("the application is being undeployed.");
        }
    }

    private void logUnrevoked(@Nullable String reason) {
        String end = unrevoked.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0068: A token that is too long for the ledger was not revoked, and lives until it expires: {0}{1}",
                    reason,
                    end);
        }
    }

    private void requestRevocation(Row row) {
        if (row.kind() == Row.Kind.REFRESH) {
            client.revokeRefreshToken(row.token());
        } else {
            client.revokeMemberAPIToken(row.token());
        }
    }

    private void revoke(Row row) {
        long start = ticker.nanos();
        try {
            requestRevocation(row);
        } catch (CircleAuthException failure) {
            Duration duration = took(start, failure);
            delayed(row, failure, Optional.of(postpone(row, failure)), duration);
            return;
        }
        Duration duration = since(start);
        ledger.delete(row);
        revoked(row, duration);
        failuresInARow.set(0);
        String end = outages.ended();
        if (end != null) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0049: Revoking tokens at Circle works again; {0} are waiting.{1}",
                    ledger.pendingRevocations(clock.instant()),
                    end);
        }
    }

    private void revoked(Row row, Duration duration) {
        events.accept(new TokenRevoked(row.leaseId(), kind(row), duration));
    }

    private void delayed(Row row, CircleAuthException failure, Optional<Duration> retryAfter, Duration duration) {
        FailureReason reason = LeaseEvents.reason(failure);
        events.accept(new RevocationDelayed(row.leaseId(), kind(row), reason, failure.status(), retryAfter, duration));
    }

    private static TokenKind kind(Row row) {
        return row.kind() == Row.Kind.REFRESH ? TokenKind.REFRESH : TokenKind.ACCESS;
    }

    private Duration took(long start, CircleAuthException failure) {
        return RenewalFailures.wasNotSent(failure) ? Duration.ZERO : since(start);
    }

    private Duration since(long start) {
        return Duration.ofNanos(ticker.nanos() - start);
    }

    /** Keeps a row whose revocation failed for a later attempt. Returns how long it waits. */
    private Duration postpone(Row row, CircleAuthException failure) {
        Instant now = clock.instant();
        if (concernsTokenAlone(failure)) {
            Duration wait = ROW_BACKOFF.after(row.attempts(), random);
            ledger.postpone(row.dueAt(now.plus(wait)));
            // The client has logged the first refusal as an error. Here each of many rows would log each of its
            // attempts.
            LOG.log(
                    Level.DEBUG,
                    "CIRCLE-0047: Circle did not revoke a token; tried again later: {0}",
                    failure.getMessage());
            return wait;
        }
        Optional<Duration> ownLimit = waitOfOwnLimit(failure);
        if (ownLimit.isPresent()) { // No fault: when very many sessions end at once, this happens every few seconds.
            pause(row, now.plus(ownLimit.get()));
            return ownLimit.get();
        }
        int failures = failuresInARow.incrementAndGet();
        Duration wait = Backoff.demandedBy(failure).orElseGet(() -> PAUSE.after(failures, random));
        pause(row, now.plus(wait));
        if (failure instanceof CircleProtocolException) {
            // It may concern this token alone: other rows must get their turn first.
            wait = wait.plus(ROW_BACKOFF.after(row.attempts(), random));
            ledger.postpone(row.dueAt(now.plus(wait)));
        }
        String end = outages.failed();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0048: Tokens can''t be revoked at Circle at present; {0} wait and none is lost: {1}{2}",
                    ledger.pendingRevocations(now),
                    failure.getMessage(),
                    end);
        }
        return wait;
    }

    private void pause(Row row, Instant until) {
        pausedUntil = until;
        ledger.postpone(row.dueAt(until));
    }

    /** Returns the wait if no request was sent, since the library's own rate limit is used up. */
    private static Optional<Duration> waitOfOwnLimit(CircleAuthException failure) {
        return failure.status().isEmpty() ? Backoff.demandedBy(failure) : Optional.empty();
    }

    /** Returns whether the next row may succeed: Circle responded, and refused this token. */
    private static boolean concernsTokenAlone(CircleAuthException failure) {
        return failure instanceof CircleRefusedException refused
                && refused.reason() != CircleRefusedException.Reason.APP_TOKEN
                && refused.reason() != CircleRefusedException.Reason.PLAN;
    }
}
