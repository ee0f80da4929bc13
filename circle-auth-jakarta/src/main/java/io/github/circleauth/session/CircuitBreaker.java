package io.github.circleauth.session;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.log.OutageLines;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker between a deployment's renewals and Circle.
 *
 * <p>Three <em>unavailable</em> in a row open it; a request's wait that ran out counts as one. While it is open no request
 * waits for tokens, and after a back-off it is half-open: one renewal at a time gets a permit, as the probe. Any other
 * response of Circle closes it. Thread-safe.
 */
public final class CircuitBreaker {

    private static final Logger LOG = System.getLogger(CircuitBreaker.class.getName());
    private static final int FAILURES_THAT_OPEN = 3;
    private static final Backoff PROBES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration MAX_PROBE = Duration.ofSeconds(30);

    /**
     * A state of the breaker.
     *
     * @param failures how many failures there were in a row
     * @param halfOpenAt when the next probe may start, in the ticker's nanoseconds; of no meaning while closed
     */
    private record State(int failures, long halfOpenAt) {
        boolean isOpen() {
            return failures >= FAILURES_THAT_OPEN;
        }
    }

    private static final State CLOSED = new State(0, 0);

    /** The three positions of a circuit breaker. */
    public enum Mode {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * The breaker at one moment.
     *
     * @param failures how many failures there were in a row
     * @param untilHalfOpen the time until the next probe may start; zero while closed and half-open
     */
    public record Status(Mode mode, int failures, Duration untilHalfOpen) {

        /** Returns whether it is open or half-open. */
        public boolean isOpen() {
            return mode != Mode.CLOSED;
        }
    }

    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);
    private final Ticker ticker;
    private final RandomGenerator random;
    private final OutageLines outages;

    public CircuitBreaker(Ticker ticker, RandomGenerator random) {
        this.ticker = ticker;
        this.random = random;
        this.outages = new OutageLines(ticker::nanos);
    }

    private State now() {
        return requireNonNull(state.get());
    }

    /** Returns whether the breaker is open or half-open: then no request should wait for Circle. */
    public boolean isOpen() {
        return now().isOpen();
    }

    /** Returns the state of now. Changes nothing. */
    public Status status() {
        State now = now();
        if (!now.isOpen()) {
            return new Status(Mode.CLOSED, now.failures, Duration.ZERO);
        }
        long wait = now.halfOpenAt - ticker.nanos();
        return wait > 0
                ? new Status(Mode.OPEN, now.failures, Duration.ofNanos(wait))
                : new Status(Mode.HALF_OPEN, now.failures, Duration.ZERO);
    }

    /** Returns whether {@link #tryAcquirePermit()} would succeed now. */
    boolean permitsNow() {
        State now = now();
        return !now.isOpen() || ticker.nanos() - now.halfOpenAt >= 0;
    }

    /** Acquires a permit for a request to Circle, if there is one: always while closed, for one probe while half-open. */
    boolean tryAcquirePermit() {
        while (true) {
            State now = now();
            if (!now.isOpen()) {
                return true;
            }
            long nanos = ticker.nanos();
            if (nanos - now.halfOpenAt < 0) {
                return false;
            }
            // A probe that records no outcome blocks the next one for this time, not forever.
            State probing = new State(now.failures, nanos + MAX_PROBE.toNanos());
            if (state.compareAndSet(now, probing)) {
                return true;
            }
        }
    }

    /** Returns a permit whose request was not sent, so that another renewal may probe. */
    void releasePermit() {
        state.updateAndGet(now -> now.isOpen() ? new State(now.failures, ticker.nanos()) : now);
    }

    /** Returns the time until the breaker is half-open. */
    Duration untilHalfOpen() {
        return Duration.ofNanos(Math.max(0, now().halfOpenAt - ticker.nanos()));
    }

    /** Records that Circle responded and can be reached. */
    void recordSuccess() {
        state.set(CLOSED);
        String end = outages.ended();
        if (end != null) {
            LOG.log(Level.INFO, "CIRCLE-0041: Tokens can be renewed again.{0}", end);
        }
    }

    /** Records that Circle was unavailable. */
    void recordUnavailable(CircleUnavailableException failure) {
        recordFailure(Backoff.demandedBy(failure).orElse(null), failure.getMessage());
    }

    /**
     * Records that Circle was unavailable.
     *
     * @param retryAfter the wait that Circle demanded, if it did
     */
    void recordFailure(@Nullable Duration retryAfter) {
        recordFailure(retryAfter, "no response in time");
    }

    private void recordFailure(@Nullable Duration retryAfter, @Nullable String reason) {
        State before = state.getAndUpdate(now -> {
            int failures = now.failures + 1;
            Duration wait = retryAfter != null
                    ? retryAfter
                    : PROBES.after(Math.max(1, failures - FAILURES_THAT_OPEN + 1), random);
            return new State(failures, ticker.nanos() + wait.toNanos());
        });
        String end = before.failures < FAILURES_THAT_OPEN - 1 ? null : outages.failed();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0040: Tokens could not be renewed three times in a row. They are served until they expire, no"
                            + " request waits for new ones, and one renewal at a time tries again. The last reason: {0}{1}",
                    reason,
                    end);
        }
    }

    /** Records that a request waited for a token as long as it may, and Circle had not responded. */
    public void recordTimeout() {
        if (!isOpen()) {
            recordFailure(null);
        }
    }
}
