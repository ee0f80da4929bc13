package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.TokenState;

/** Decides when a renewal starts, and starts it on one of the library's own threads. */
final class Renewals {

    private final LeaseEnvironment environment;
    private final LeaseLedger ledger;
    private final RenewalFailures failures;

    Renewals(LeaseEnvironment environment, LeaseLedger ledger, RenewalFailures failures) {
        this.environment = environment;
        this.ledger = ledger;
        this.failures = failures;
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

    private void start(Lease lease) {
        Renewal renewal = new Renewal(lease, environment, ledger, failures);
        if (lease.start(renewal) == renewal && !environment.execute(renewal)) {
            renewal.fail(new NotSentException(Cause.UNDEPLOYING, null));
        }
    }
}
