package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Tokens arrive while the lease's cell is ended and the ledger is told nothing, as by a lapse: whoever brought them finds
 * that out by the cell alone, and makes them due.
 */
@JCStressTest
@Outcome(id = "landed: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class ArrivalAndLapse extends OneLease {

    public ArrivalAndLapse() {
        super(LATER);
    }

    @Actor
    public void arriving() {
        arrive();
    }

    @Actor
    public void lapsing() {
        letTheOtherGetAhead();
        lease.end();
    }

    @Arbiter
    public void account(L_Result result) {
        if (hasLanded() && lease.isEnded()) {
            end(); // These stand in the ledger until the hold is over; here that is now.
        }
        result.r1 = account();
    }
}
