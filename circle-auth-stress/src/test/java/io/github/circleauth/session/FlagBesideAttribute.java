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
 * The alternative to the lease's cell: a session attribute, and a flag that a renewal reads before it writes the attribute.
 * This must leak a token, otherwise the other races prove nothing.
 */
@JCStressTest
@Outcome(id = "revoked 1, alive 0, twice 0", expect = ACCEPTABLE)
@Outcome(id = "revoked 0, alive 1, twice 0", expect = ACCEPTABLE_INTERESTING, desc = "leaked, as expected")
@State
public class FlagBesideAttribute {

    private final NumberedTokens circle = new NumberedTokens(() -> Instant.EPOCH);
    private final Meeting meeting = new Meeting();
    private volatile boolean ended;
    private final Map<String, Secret> attributes = new ConcurrentHashMap<>();

    @Actor
    public void obtaining() {
        meeting.requested();
        Secret token = circle.getMemberAPITokenFromRefreshToken(null).value();
        meeting.completing();
        if (ended) {
            circle.revokeMemberAPIToken(token);
        } else {
            attributes.put("token", token);
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
