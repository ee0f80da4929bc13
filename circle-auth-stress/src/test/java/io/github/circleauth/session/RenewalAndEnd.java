package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The session ends while its access token is renewed. What is due is revoked afterwards: a refresh token that is revoked
 * before the late answer enters it again is revoked twice, which Circle answers by 404.
 */
@JCStressTest
@Outcome(id = "not asked: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "landed: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
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
