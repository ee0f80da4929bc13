package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Determines why a lease has no valid token. It only reads: no renewal starts, and no state changes. */
final class Absences {

    private final LeaseEnvironment environment;

    Absences(LeaseEnvironment environment) {
        this.environment = environment;
    }

    /** Returns the detail; empty if the token is valid, or while the reason is not yet known. */
    Optional<AbsenceDetail> of(Lease lease, long nanos) {
        if (lease.isEnded()) {
            return Optional.of(AbsenceDetail.of(Cause.ENDED));
        }
        HeldTokens held = lease.held();
        if (held != null && held.isValidAt(nanos)) {
            return Optional.empty();
        }
        Lease.Failure failure = lease.failure();
        if (failure != null) {
            return Optional.of(new AbsenceDetail(
                    of(failure.exception()),
                    Optional.of(failure.exception()),
                    Optional.of(at(Duration.ofNanos(failure.retryAt() - nanos)))));
        }
        boolean nothingIsSent =
                lease.renewal() == null && !environment.circuitBreaker().permitsNow();
        return nothingIsSent ? Optional.of(circuitBreakerIsOpen()) : Optional.empty();
    }

    private AbsenceDetail circuitBreakerIsOpen() {
        Instant retryAt = at(environment.circuitBreaker().untilHalfOpen());
        return new AbsenceDetail(Cause.CIRCUIT_BREAKER_OPEN, Optional.empty(), Optional.of(retryAt));
    }

    private Instant at(Duration wait) {
        return environment.now().plus(wait);
    }

    private static Cause of(CircleAuthException failure) {
        if (failure instanceof NotSentException notSent) {
            return notSent.reason();
        }
        if (failure instanceof CircleRefusedException refused) {
            return of(refused);
        }
        if (failure instanceof CircleProtocolException) {
            return Cause.UNUSABLE_RESPONSE;
        }
        return RenewalFailures.wasNotSent(failure) ? Cause.RATE_LIMIT : Cause.CIRCLE_UNAVAILABLE;
    }

    private static Cause of(CircleRefusedException refused) {
        return switch (refused.reason()) {
            case APP_TOKEN -> Cause.APP_TOKEN;
            case PLAN -> Cause.PLAN;
            case MEMBER_UNKNOWN -> refused.status().isEmpty() ? Cause.NO_IDENTITY : Cause.NOT_A_MEMBER;
            case TOKEN_DEAD, PERMISSION_DENIED, OTHER -> Cause.REFUSED;
        };
    }
}
