package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** Two threads end a lease, and each revokes what is due: exactly one of them ended it, and each token is revoked once. */
@JCStressTest
@Outcome(id = "true, false, not requested: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "false, true, not requested: revoked 2, alive 0, twice 0", expect = ACCEPTABLE)
@State
public class EndAndEnd extends OneLease {

    public EndAndEnd() {
        super(AT_ONCE);
        signIn();
    }

    @Actor
    public void one(ZZL_Result result) {
        result.r1 = lease.end();
        end();
    }

    @Actor
    public void other(ZZL_Result result) {
        result.r2 = lease.end();
        end();
    }

    @Arbiter
    public void account(ZZL_Result result) {
        result.r3 = account();
    }
}
