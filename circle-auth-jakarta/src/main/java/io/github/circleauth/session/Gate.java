package io.github.circleauth.session;

import static java.util.Objects.requireNonNull;

import io.github.circleauth.http.Backoff;
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
public final class Gate {

    private static final Logger LOG = System.getLogger(Gate.class.getName());
    private static final int FAILURES_THAT_CLOSE = 3;
    private static final Backoff PROBES = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(30);

    /**
     * How it stands.
     *
     * @param failures how many there were in a row
     * @param nextProbeAt when somebody may try, in the ticker's nanoseconds; counts only while closed
     */
    private record Standing(int failures, long nextProbeAt) {
        boolean isClosed() {
            return failures >= FAILURES_THAT_CLOSE;
        }
    }

    private static final Standing OPEN = new Standing(0, 0);

    private final AtomicReference<Standing> standing = new AtomicReference<>(OPEN);
    private final Ticker ticker;
    private final RandomGenerator random;

    public Gate(Ticker ticker, RandomGenerator random) {
        this.ticker = ticker;
        this.random = random;
    }

    private Standing now() {
        return requireNonNull(standing.get());
    }

    /** Returns whether nobody should wait for Circle now. */
    public boolean isClosed() {
        return now().isClosed();
    }

    /** Returns whether a renewal that began now would be let through. */
    boolean admits() {
        Standing now = now();
        return !now.isClosed() || ticker.nanos() - now.nextProbeAt >= 0;
    }

    /** Lets a renewal through, or not. While closed, it lets one through and then none until that one has failed. */
    boolean enter() {
        while (true) {
            Standing now = now();
            if (!now.isClosed()) {
                return true;
            }
            long nanos = ticker.nanos();
            if (nanos - now.nextProbeAt < 0) {
                return false;
            }
            // A probe that is never heard of again keeps the gate for so long, not for ever.
            Standing probing = new Standing(now.failures, nanos + LONGEST_PROBE.toNanos());
            if (standing.compareAndSet(now, probing)) {
                return true;
            }
        }
    }

    /** Who was let through did not get as far as Circle, so another may try. */
    void notAsked() {
        standing.updateAndGet(now -> now.isClosed() ? new Standing(now.failures, ticker.nanos()) : now);
    }

    /** Returns how long until the next probe. */
    Duration untilProbe() {
        return Duration.ofNanos(Math.max(0, now().nextProbeAt - ticker.nanos()));
    }

    /** Circle answered, whatever it said. */
    void answered() {
        if (standing.getAndSet(OPEN).isClosed()) {
            LOG.log(Level.INFO, "Circle can be reached again.");
        }
    }

    /**
     * Circle could not be had.
     *
     * @param retryAfter how long Circle asked to be left alone, if it did
     */
    void unavailable(@Nullable Duration retryAfter) {
        Standing before = standing.getAndUpdate(now -> {
            int failures = now.failures + 1;
            Duration wait = retryAfter != null
                    ? retryAfter
                    : PROBES.after(Math.max(1, failures - FAILURES_THAT_CLOSE + 1), random);
            return new Standing(failures, ticker.nanos() + wait.toNanos());
        });
        if (before.failures == FAILURES_THAT_CLOSE - 1) {
            LOG.log(
                    Level.WARNING,
                    "Circle could not be reached three times in a row. Tokens are served until they expire, nobody"
                            + " waits for new ones, and one renewal at a time tries again.");
        }
    }

    /** Somebody waited as long as a request may, and Circle had not answered. */
    public void waitRanOut() {
        if (!isClosed()) {
            unavailable(null);
        }
    }
}
