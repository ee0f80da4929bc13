package io.github.circleauth.session;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What follows from a failed renewal: when the lease may ask again, what the gate learns, what the operator is told. */
final class RenewalFailures {

    private static final Logger LOG = System.getLogger(RenewalFailures.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration UNKNOWN_MEMBER = Duration.ofMinutes(5);
    private static final Duration OPERATORS_MATTER = Duration.ofMinutes(1);

    private final LeaseEnvironment parts;
    private final AtomicBoolean alarmed = new AtomicBoolean();

    RenewalFailures(LeaseEnvironment parts) {
        this.parts = parts;
    }

    static boolean isOperatorsMatter(CircleRefusedException refused) {
        return refused.reason() == Reason.APP_TOKEN || refused.reason() == Reason.PLAN;
    }

    /**
     * Lets a renewal through to Circle.
     *
     * @throws CircleUnavailableException if the gate is closed
     */
    void requirePermit() {
        if (!parts.circuitBreaker().tryAcquirePermit()) {
            throw circuitBreakerIsOpen();
        }
    }

    CircleUnavailableException circuitBreakerIsOpen() {
        return notAsked(
                "Circle could not be reached lately, so this was not sent.",
                parts.circuitBreaker().untilHalfOpen());
    }

    /** Returns the failure of who was held back on our side. */
    static CircleUnavailableException notAsked(String why, Duration wait) {
        return new CircleUnavailableException(why, null, wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait, false);
    }

    /** Notes that Circle gave what it was asked for. */
    void over() {
        parts.circuitBreaker().recordSuccess();
        if (alarmed.getAndSet(false)) {
            LOG.log(Level.INFO, "Circle accepts the app token again.");
        }
    }

    /**
     * Notes a failure.
     *
     * @param letThrough whether the gate had let the renewal through, rather than held it back
     * @return whether the lease keeps tokens that are still valid: not if Circle no longer knows the member
     */
    boolean note(Lease lease, CircleAuthException failure, boolean letThrough) {
        boolean unknownMember =
                failure instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN;
        tellCircuitBreaker(failure, letThrough);
        if (failure instanceof CircleRefusedException refused && isOperatorsMatter(refused)) {
            alarm(refused);
        } else {
            LOG.log(Level.DEBUG, () -> "Lease " + lease.id() + " got no token: " + failure.getMessage());
        }
        setBack(lease, failure, !unknownMember);
        return !unknownMember;
    }

    /** Notes a failure that is a fault of this library's or its surroundings. */
    void unexpected(Lease lease, Throwable bug) {
        setBack(
                lease,
                new CircleProtocolException("Renewing failed: " + bug.getClass().getName(), null),
                true);
    }

    private void setBack(Lease lease, CircleAuthException failure, boolean keepsTokens) {
        Lease.Failure before = lease.setback();
        int inARow = before == null ? 1 : before.inARow() + 1;
        long retryAt = parts.nanos() + wait(failure, inARow).toNanos();
        lease.failed(new Lease.Failure(failure, retryAt, inARow), keepsTokens);
    }

    private Duration wait(CircleAuthException failure, int inARow) {
        if (failure instanceof CircleRefusedException refused) {
            if (refused.reason() == Reason.MEMBER_UNKNOWN) {
                return UNKNOWN_MEMBER;
            }
            return isOperatorsMatter(refused) ? OPERATORS_MATTER : backoff(inARow);
        }
        Duration asked = retryAfter(failure);
        return asked != null ? asked : backoff(inARow);
    }

    private Duration backoff(int inARow) {
        return BACKOFF.after(inARow, parts.random());
    }

    private static @Nullable Duration retryAfter(CircleAuthException failure) {
        return failure instanceof CircleUnavailableException unavailable
                ? unavailable.retryAfter().orElse(null)
                : null;
    }

    private void tellCircuitBreaker(CircleAuthException failure, boolean letThrough) {
        if (isOurOwn(failure)) {
            if (letThrough) {
                parts.circuitBreaker().releasePermit();
            }
            return;
        }
        if (failure instanceof CircleUnavailableException) {
            parts.circuitBreaker().recordFailure(retryAfter(failure));
        } else {
            parts.circuitBreaker().recordSuccess();
        }
    }

    /**
     * Returns whether Circle was not asked at all: a limit of ours says when to come back, or there was nobody to ask for.
     */
    private static boolean isOurOwn(CircleAuthException failure) {
        return failure.status().isEmpty() && (failure instanceof CircleRefusedException || retryAfter(failure) != null);
    }

    private void alarm(CircleRefusedException refused) {
        if (!alarmed.getAndSet(true)) {
            LOG.log(
                    Level.ERROR,
                    "Circle refuses this application: {0} Signed-in users keep their tokens until these expire and get"
                            + " no new ones. Check circle.auth.api-token (an app token of type \"Headless Auth\") and"
                            + " the community''s plan; a changed token is read without redeploying.",
                    refused.getMessage());
        }
    }
}
