package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The session ends while its access token is renewed. The tokens are revoked after the race: if the refresh token were revoked
 * before the late response enters it again, it would be revoked twice, the second time with Circle's response 404.
 */
@JCStressTest
@Outcome(id = "not requested: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "completed: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the ledger: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class RenewalAndEnd extends OneLease {

    public RenewalAndEnd() {
        super(LATER);
        signIn();
    }

    @Actor
    public void renewing() {
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
