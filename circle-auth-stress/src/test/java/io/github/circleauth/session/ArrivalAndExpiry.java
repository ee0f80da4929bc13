package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Tokens arrive while the lease expires, which ends its cell without a change in the ledger. The arriving thread detects the
 * end by the cell alone, and makes the tokens due.
 */
@JCStressTest
@Outcome(id = "completed: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class ArrivalAndExpiry extends OneLease {

    public ArrivalAndExpiry() {
        super(LATER);
    }

    @Actor
    public void arriving() {
        arrive();
    }

    @Actor
    public void expiring() {
        letTheOtherGetAhead();
        lease.end();
    }

    @Arbiter
    public void account(L_Result result) {
        if (isCompleted() && lease.isEnded()) {
            // Their rows would be due at the lease expiry; this makes them due now.
            end();
        }
        result.r1 = account();
    }
}
