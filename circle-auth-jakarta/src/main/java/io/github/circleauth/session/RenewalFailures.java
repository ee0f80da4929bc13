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

/** The consequences of a failed renewal: the lease's back-off, the circuit breaker's state, the operator's log lines. */
final class RenewalFailures {

    private static final Logger LOG = System.getLogger(RenewalFailures.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration MIN_WAIT = Duration.ofSeconds(1);
    private static final Duration UNKNOWN_MEMBER = Duration.ofMinutes(5);
    private static final Duration UNTIL_OPERATOR_ACTS = Duration.ofMinutes(1);

    private final LeaseEnvironment environment;
    private final AtomicBoolean alarmed = new AtomicBoolean();

    RenewalFailures(LeaseEnvironment environment) {
        this.environment = environment;
    }

    /** Returns whether the operator alone can mend a failure: the app token or the community's plan. */
    static boolean concernsOperator(CircleRefusedException refused) {
        return refused.reason() == Reason.APP_TOKEN || refused.reason() == Reason.PLAN;
    }

    /**
     * Acquires a permit for a renewal's request to Circle.
     *
     * @throws CircleUnavailableException if the circuit breaker gives none
     */
    void requirePermit() {
        if (!environment.circuitBreaker().tryAcquirePermit()) {
            throw circuitBreakerIsOpen();
        }
    }

    CircleUnavailableException circuitBreakerIsOpen() {
        return notSent(
                "Circle could not be reached lately, so this was not sent.",
                environment.circuitBreaker().untilHalfOpen());
    }

    /** Returns the failure of a request that this library did not send, with the time to wait as retry-after. */
    static CircleUnavailableException notSent(String message, Duration wait) {
        return new CircleUnavailableException(message, null, wait.compareTo(MIN_WAIT) < 0 ? MIN_WAIT : wait, false);
    }

    /** Records that Circle gave tokens. */
    void recordSuccess() {
        environment.circuitBreaker().recordSuccess();
        if (alarmed.getAndSet(false)) {
            LOG.log(Level.INFO, "CIRCLE-0044: Circle accepts the app token again.");
        }
    }

    /**
     * Records a failure.
     *
     * @param hasPermit whether the circuit breaker gave the renewal a permit
     * @return whether the lease keeps tokens that are still valid: not if Circle no longer knows the member
     */
    boolean record(Lease lease, CircleAuthException failure, boolean hasPermit) {
        boolean unknownMember =
                failure instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN;
        informCircuitBreaker(failure, hasPermit);
        if (failure instanceof CircleRefusedException refused && concernsOperator(refused)) {
            alarm(refused);
        } else {
            LOG.log(Level.DEBUG, () -> "CIRCLE-0042: Lease " + lease.id() + " got no token: " + failure.getMessage());
        }
        backOff(lease, failure, !unknownMember);
        return !unknownMember;
    }

    /** Records a failure that is a bug of this library or of its environment. */
    void recordUnexpected(Lease lease, Throwable bug) {
        backOff(
                lease,
                new CircleProtocolException("Renewing failed: " + bug.getClass().getName(), null),
                true);
    }

    private void backOff(Lease lease, CircleAuthException failure, boolean keepsTokens) {
        Lease.Failure before = lease.failure();
        int inARow = before == null ? 1 : before.inARow() + 1;
        long retryAt = environment.nanos() + backoff(failure, inARow).toNanos();
        lease.fail(new Lease.Failure(failure, retryAt, inARow), keepsTokens);
    }

    private Duration backoff(CircleAuthException failure, int inARow) {
        if (failure instanceof CircleRefusedException refused) {
            if (refused.reason() == Reason.MEMBER_UNKNOWN) {
                return UNKNOWN_MEMBER;
            }
            return concernsOperator(refused) ? UNTIL_OPERATOR_ACTS : backoff(inARow);
        }
        Duration retryAfter = retryAfter(failure);
        return retryAfter != null ? retryAfter : backoff(inARow);
    }

    private Duration backoff(int inARow) {
        return BACKOFF.after(inARow, environment.random());
    }

    private static @Nullable Duration retryAfter(CircleAuthException failure) {
        return failure instanceof CircleUnavailableException unavailable
                ? unavailable.retryAfter().orElse(null)
                : null;
    }

    private void informCircuitBreaker(CircleAuthException failure, boolean hasPermit) {
        if (wasNotSent(failure)) {
            if (hasPermit) {
                environment.circuitBreaker().releasePermit();
            }
            return;
        }
        if (failure instanceof CircleUnavailableException) {
            environment.circuitBreaker().recordFailure(retryAfter(failure));
        } else {
            environment.circuitBreaker().recordSuccess();
        }
    }

    /** Returns whether no request was sent: one of the library's own limits rejected it, or the user has no identity. */
    private static boolean wasNotSent(CircleAuthException failure) {
        return failure.status().isEmpty() && (failure instanceof CircleRefusedException || retryAfter(failure) != null);
    }

    private void alarm(CircleRefusedException refused) {
        if (!alarmed.getAndSet(true)) {
            LOG.log(
                    Level.ERROR,
                    "CIRCLE-0043: Circle refuses this application: {0} Signed-in users keep their tokens until these"
                            + " expire and get no new ones. Check circle.auth.api-token (an app token of type \"Headless"
                            + " Auth\") and the community''s plan; a changed token is read without redeploying.",
                    refused.getMessage());
        }
    }
}
