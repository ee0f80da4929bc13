package io.github.circleauth.live;

import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.log.OutageLines;
import io.github.circleauth.session.Backoff;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a relay may make its next connection, and for how long and why it has had none. The times are the ticker's nanoseconds. Used
 * by one thread at a time.
 */
final class Reconnection {

    /** How long Circle may be away before the subscribers hear of it. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = System.getLogger(Reconnection.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(15));

    /** The rate limiter tells all relays that it refuses the same moment: they try again one after another. */
    private static final Duration SPREAD = Duration.ofSeconds(15);

    /** A connection that lives for so long ends the row of failures. */
    private static final Duration STABLE = Duration.ofSeconds(30);

    private final RandomGenerator random;
    private final OutageLines outages;
    private int failures;
    private String lastFailure = "no connection was made";
    private long failedAt;
    private long retryAt;
    private long connectedAt;

    Reconnection(RandomGenerator random, OutageLines outages, long nanos) {
        this.random = random;
        this.outages = outages;
        this.failedAt = nanos;
        this.retryAt = nanos;
        this.connectedAt = nanos;
    }

    /** Returns whether there is no token since the user is no member, so that another attempt would be in vain. */
    static boolean isVain(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
        return cause instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN;
    }

    boolean isDue(long nanos) {
        return nanos - retryAt >= 0;
    }

    /** Notes that an attempt failed, or that a connection ended. */
    void failed(String failure, long nanos) {
        lastFailure = failure;
        failures++;
        failedAt = nanos;
        retryAt = nanos + BACKOFF.after(failures, random).toNanos();
    }

    /** Puts the next attempt off, since the rate limiter refused it. */
    void limited(Duration wait, long nanos) {
        lastFailure = "the rate limit of requests to Circle is used up";
        retryAt = nanos + wait.toNanos() + random.nextLong(SPREAD.toNanos());
    }

    /** Notes that there is a connection now. Not called for one that ends within a second: Circle may welcome and refuse each. */
    void connected(long nanos) {
        connectedAt = nanos;
        if (nanos - failedAt >= STABLE.toNanos()) {
            failures = 0;
        }
        String lineEnd = outages.ended();
        if (lineEnd != null) {
            LOG.log(Level.INFO, "CIRCLE-0124: Circle's real-time channel is reached again." + lineEnd);
        }
    }

    /** Returns whether there has been no connection for so long that the subscribers are to hear of it. */
    boolean isHopeless(long nanos) {
        if (nanos - connectedAt < PATIENCE.toNanos()) {
            return false;
        }
        String lineEnd = outages.failed();
        if (lineEnd != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0120: Circle''s real-time channel has not been reached for {0}: {1}. Pages and listeners try"
                            + " again.{2}",
                    PATIENCE,
                    lastFailure,
                    lineEnd);
        }
        return true;
    }
}
