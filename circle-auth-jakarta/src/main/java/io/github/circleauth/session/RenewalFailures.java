package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.TokenErrors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The consequences of a failed renewal: the lease's back-off, the circuit breaker's state. */
final class RenewalFailures {

    private static final Logger LOG = System.getLogger(RenewalFailures.class.getName());
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60));
    private static final Duration UNKNOWN_MEMBER = Duration.ofMinutes(5);
    private static final Duration UNTIL_OPERATOR_ACTS = Duration.ofMinutes(1);

    private final LeaseEnvironment environment;

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
        return new NotSentException(
                Cause.CIRCUIT_BREAKER_OPEN, environment.circuitBreaker().untilHalfOpen());
    }

    /** Records that Circle gave tokens. */
    void recordSuccess() {
        environment.circuitBreaker().recordSuccess();
    }

    /**
     * Records a failure.
     *
     * @param hasPermit whether the circuit breaker gave the renewal a permit
     * @return whether the lease keeps tokens that are still valid: not if Circle says that it does not know the member
     */
    boolean record(Lease lease, CircleAuthException failure, boolean hasPermit) {
        boolean keepsTokens = !(failure instanceof CircleRefusedException refused && TokenErrors.dropsTokens(refused));
        informCircuitBreaker(failure, hasPermit);
        LOG.log(Level.DEBUG, () -> "CIRCLE-0042: Lease " + lease.id() + " got no token: " + failure.getMessage());
        backOff(lease, failure, keepsTokens);
        return keepsTokens;
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
        return Backoff.demandedBy(failure).orElse(null);
    }

    private void informCircuitBreaker(CircleAuthException failure, boolean hasPermit) {
        if (wasNotSent(failure)) {
            if (hasPermit) {
                environment.circuitBreaker().releasePermit();
            }
            return;
        }
        if (failure instanceof CircleUnavailableException unavailable) {
            environment.circuitBreaker().recordUnavailable(unavailable);
        } else {
            environment.circuitBreaker().recordSuccess();
        }
    }

    /** Returns whether no request was sent: one of the library's own limits rejected it, or the user has no identity. */
    static boolean wasNotSent(CircleAuthException failure) {
        return failure.status().isEmpty() && (failure instanceof CircleRefusedException || retryAfter(failure) != null);
    }
}
