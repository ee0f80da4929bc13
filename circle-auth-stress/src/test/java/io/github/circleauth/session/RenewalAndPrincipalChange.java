package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Another user's request arrives in the same session while the first user's token is renewed. It never finds the lease.
 */
@JCStressTest
@Outcome(id = "not requested: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "completed: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the ledger: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "too late for the cell: revoked 3, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class RenewalAndPrincipalChange extends OneLease {

    public RenewalAndPrincipalChange() {
        super(LATER);
        signIn();
    }

    @Actor
    public void renewing() {
        renew();
    }

    @Actor
    public void anotherUser() {
        letTheOtherGetAhead();
        changePrincipal();
    }

    @Arbiter
    public void account(L_Result result) {
        result.r1 = account();
    }
}
