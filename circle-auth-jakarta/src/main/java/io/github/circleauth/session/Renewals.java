package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Decides when a renewal starts, and starts it on one of the library's own threads. */
final class Renewals {

    private final LeaseEnvironment environment;
    private final LeaseLedger ledger;
    private final RenewalFailures failures;

    Renewals(LeaseEnvironment environment, LeaseLedger ledger) {
        this.environment = environment;
        this.ledger = ledger;
        this.failures = new RenewalFailures(environment);
    }

    /** Starts the renewal that is due, if one is. Never waits; with a fresh token it only compares two dates. */
    void startIfDue(Lease lease, long nanos) {
        TokenState state = lease.stateAt(nanos);
        if (lease.inherited() == null && (state == TokenState.FRESH || state == TokenState.ENDED)) {
            return;
        }
        Lease.Failure failure = lease.failure();
        boolean backedOff = failure != null && nanos - failure.retryAt() < 0;
        if (lease.renewal() == null
                && !backedOff
                && (canTakeOver(lease, nanos) || environment.circuitBreaker().permitsNow())) {
            start(lease);
        }
    }

    /** Returns whether a valid token of another server needs the ledger's confirmation alone, and no request to Circle. */
    static boolean canTakeOver(Lease lease, long nanos) {
        HeldTokens inherited = lease.inherited();
        return inherited != null && inherited.isValidAt(nanos);
    }

    /**
     * Returns the outcome of a lease's renewal as a future of the caller's own. It fails at once if waiting would be in vain.
     *
     * @param renewal the renewal under way, if there was one
     */
    CompletableFuture<MemberTokens> outcome(Lease lease, @Nullable Renewal renewal, long nanos) {
        if (renewal != null && (!environment.circuitBreaker().isOpen() || canTakeOver(lease, nanos))) {
            return renewal.outcome().copy();
        }
        Lease.Failure failure = lease.failure();
        return CompletableFuture.failedFuture(failure != null ? failure.exception() : failures.circuitBreakerIsOpen());
    }

    /**
     * Makes a token that Circle rejected count as expired, so that the next use renews it. Changes nothing while no renewal
     * may follow: after a failure, and if the renewed token was rejected as well, for a while.
     */
    void reject(Lease lease, AccessToken rejected, long nanos) {
        HeldTokens held = lease.held();
        if (held != null
                && held.tokens().accessToken().equals(rejected)
                && environment.circuitBreaker().permitsNow()) {
            lease.reject(held, nanos, environment.nanos());
        }
    }

    private void start(Lease lease) {
        Renewal renewal = new Renewal(lease, environment, ledger, failures);
        if (lease.start(renewal) == renewal && !environment.execute(renewal)) {
            renewal.fail(new NotSentException(Cause.UNDEPLOYING, null));
        }
    }
}
