package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Two requests find the token stale at the same time, and the session ends: exactly one renewal starts. The session ends on
 * the second request's thread, since jcstress runs no more threads than there are processors. The renewal runs on the thread
 * of either request, so the end still meets it.
 */
@JCStressTest
@Outcome(id = "completed: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "(not requested: revoked 2|too late for the ledger: revoked 3), alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class TwoRenewalsAndEnd extends OneLease {

    public TwoRenewalsAndEnd() {
        super(LATER);
        signIn();
    }

    @Actor
    public void renewing() {
        renew();
    }

    @Actor
    public void renewingAndEnding() {
        renew();
        letTheOtherGetAhead();
        end();
    }

    @Arbiter
    public void account(L_Result result) {
        result.r1 = account();
    }
}
