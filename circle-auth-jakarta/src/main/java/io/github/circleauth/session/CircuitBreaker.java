package io.github.circleauth.session;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.http.Ticker;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether Circle is worth waiting for: one for the whole deployment.
 *
 * <p>Three times <em>unavailable</em> in a row, a wait that ran out counted as one, close it. From then on nobody waits,
 * and one renewal at a time probes, after a back-off each. Any answer of Circle's opens it. Safe for any thread.
 */
public final class CircuitBreaker {

    private static final Logger LOG = System.getLogger(CircuitBreaker.class.getName());
    private static final int FAILURES_THAT_OPEN = 3;
    private static final Backoff PROBES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(30);

    /**
     * How it stands.
     *
     * @param failures how many there were in a row
     * @param nextProbeAt when somebody may try, in the ticker's nanoseconds; counts only while closed
     */
    private record State(int failures, long nextProbeAt) {
        boolean isOpen() {
            return failures >= FAILURES_THAT_OPEN;
        }
    }

    private static final State CLOSED = new State(0, 0);

    private final AtomicReference<State> state = new AtomicReference<>(CLOSED);
    private final Ticker ticker;
    private final RandomGenerator random;

    public CircuitBreaker(Ticker ticker, RandomGenerator random) {
        this.ticker = ticker;
        this.random = random;
    }

    private State now() {
        return requireNonNull(state.get());
    }

    /** Returns whether nobody should wait for Circle now. */
    public boolean isOpen() {
        return now().isOpen();
    }

    /** Returns whether a renewal that began now would be let through. */
    boolean permitsNow() {
        State now = now();
        return !now.isOpen() || ticker.nanos() - now.nextProbeAt >= 0;
    }

    /** Lets a renewal through, or not. While closed, it lets one through and then none until that one has failed. */
    boolean tryAcquirePermit() {
        while (true) {
            State now = now();
            if (!now.isOpen()) {
                return true;
            }
            long nanos = ticker.nanos();
            if (nanos - now.nextProbeAt < 0) {
                return false;
            }
            // A probe that is never heard of again keeps the gate for so long, not for ever.
            State probing = new State(now.failures, nanos + LONGEST_PROBE.toNanos());
            if (state.compareAndSet(now, probing)) {
                return true;
            }
        }
    }

    /** Who was let through did not get as far as Circle, so another may try. */
    void releasePermit() {
        state.updateAndGet(now -> now.isOpen() ? new State(now.failures, ticker.nanos()) : now);
    }

    /** Returns how long until the next probe. */
    Duration untilHalfOpen() {
        return Duration.ofNanos(Math.max(0, now().nextProbeAt - ticker.nanos()));
    }

    /** Circle answered, whatever it said. */
    void recordSuccess() {
        if (state.getAndSet(CLOSED).isOpen()) {
            LOG.log(Level.INFO, "Circle can be reached again.");
        }
    }

    /**
     * Circle could not be had.
     *
     * @param retryAfter how long Circle asked to be left alone, if it did
     */
    void recordFailure(@Nullable Duration retryAfter) {
        State before = state.getAndUpdate(now -> {
            int failures = now.failures + 1;
            Duration wait = retryAfter != null
                    ? retryAfter
                    : PROBES.after(Math.max(1, failures - FAILURES_THAT_OPEN + 1), random);
            return new State(failures, ticker.nanos() + wait.toNanos());
        });
        if (before.failures == FAILURES_THAT_OPEN - 1) {
            LOG.log(
                    Level.WARNING,
                    "Circle could not be reached three times in a row. Tokens are served until they expire, nobody"
                            + " waits for new ones, and one renewal at a time tries again.");
        }
    }

    /** Somebody waited as long as a request may, and Circle had not answered. */
    public void recordTimeout() {
        if (!isOpen()) {
            recordFailure(null);
        }
    }
}
