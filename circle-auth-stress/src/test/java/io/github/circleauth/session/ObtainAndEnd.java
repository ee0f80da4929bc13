package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** The session ends while its first tokens are obtained, and both threads revoke what is due. */
@JCStressTest
@Outcome(id = "not requested: revoked 0, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "completed: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the ledger: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class ObtainAndEnd extends OneLease {

    public ObtainAndEnd() {
        super(AT_ONCE);
    }

    @Actor
    public void obtaining() {
        renew();
    }

    @Actor
    public void ending() {
        letTheOtherGetAhead();
        end();
    }

    @Arbiter
    public void account(L_Result result) {
        result.r1 = account();
    }
}
