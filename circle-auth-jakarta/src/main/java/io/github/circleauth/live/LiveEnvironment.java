package io.github.circleauth.live;

import io.github.circleauth.http.Ticker;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.log.OutageLines;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * The objects that all relays of one deployment share.
 *
 * @param upstream opens connections to Circle
 * @param json reads and writes their texts
 * @param permits the rate limiter
 * @param executor the library's own threads
 * @param ticker monotonic time
 * @param random for jitter
 * @param overlap how long the connections of a hand-over are both listened to
 * @param passedOnLifetime how long after one connection the other one may bring an event
 * @param outages the log lines about Circle's real-time channel being unreachable
 * @param refusals whether tokens that Circle's real-time channel refuses are renewed
 */
record LiveEnvironment(
        Upstream upstream,
        CableJson json,
        Permits permits,
        Executor executor,
        Ticker ticker,
        RandomGenerator random,
        Duration overlap,
        Duration passedOnLifetime,
        OutageLines outages,
        TokenRefusals refusals) {

    private static final Logger LOG = System.getLogger(LiveEnvironment.class.getName());
    private static final LineLimit BUGS = new LineLimit(1, System::nanoTime);
    static final int MAX_INPUTS = 10_000;

    /** Grants permits for handshakes. */
    interface Permits {

        /**
         * Takes a permit for a handshake of a member.
         *
         * @return empty if there was one, otherwise the time until there may be one
         */
        Optional<Duration> acquire(long member);
    }

    LiveEnvironment(Upstream upstream, Permits permits, Executor executor, Ticker ticker, RandomGenerator random) {
        this(
                upstream,
                new CableJson(),
                permits,
                executor,
                ticker,
                random,
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                new OutageLines(ticker::nanos),
                new TokenRefusals());
    }

    /** Returns an empty queue for a relay's inputs. */
    SerialQueue inputs() {
        return new SerialQueue(executor, MAX_INPUTS, LiveEnvironment::logBug);
    }

    private static void logBug(Throwable bug) {
        String end = BUGS.endOfLine();
        if (end != null) {
            LOG.log(Level.ERROR, "CIRCLE-0122: A step of the real-time channel's relay failed." + end, bug);
        }
    }
}
