package io.github.circleauth.session;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;

import io.github.circleauth.Secret;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What the lease's cell is there instead of: a session attribute, and a flag that a renewal looks at before it writes. This
 * must leak, or the races beside it prove nothing.
 */
@JCStressTest
@Outcome(id = "revoked 1, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "revoked 0, alive 1, twice 0", expect = ACCEPTABLE_INTERESTING, desc = "leaked, as it must")
@State
public class FlagBesideAttribute {

    private final NumberedTokens circle = new NumberedTokens(() -> Instant.EPOCH);
    private final Meeting meeting = new Meeting();
    private volatile boolean ended;
    private final Map<String, Secret> attributes = new ConcurrentHashMap<>();

    @Actor
    public void obtaining() {
        meeting.asked();
        Secret brought = circle.getMemberAPITokenFromRefreshToken(null).value();
        meeting.landing();
        if (ended) {
            circle.revokeMemberAPIToken(brought);
        } else {
            attributes.put("token", brought);
        }
    }

    @Actor
    public void ending() {
        meeting.letTheOtherGetAhead();
        ended = true;
        Secret held = attributes.get("token");
        if (held != null) {
            circle.revokeMemberAPIToken(held);
        }
    }

    @Arbiter
    public void account(L_Result result) {
        result.r1 = circle.account();
    }
}
