package io.github.circleauth.member;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.CircleResponse;
import io.github.circleauth.http.MemberCalls;
import io.github.circleauth.http.MemberReplies;
import io.github.circleauth.http.MemberRequest;
import java.io.IOException;
import java.time.Duration;

/**
 * Calls of the Member API as a member: with the member's token, and once more with another one if Circle rejects the first.
 * All whose token was rejected share one renewal.
 */
public final class MemberAccess {

    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final MemberCalls calls;

    public MemberAccess(MemberCalls calls) {
        this.calls = calls;
    }

    /** Returns how calls go to Circle. */
    public MemberCalls calls() {
        return calls;
    }

    /**
     * Sends a call, and returns when the head of the answer is there.
     *
     * @param deadline how long one call may take until its last byte is read
     * @throws io.github.circleauth.CircleAuthException if there is no token, or Circle gives no answer, or a 401 that breaks
     *     off
     * @throws io.github.circleauth.NotSignedInException if nobody is signed in, there is no session, or the session has ended
     */
    public CircleResponse send(CircleMember member, MemberRequest call, Duration deadline) {
        AccessToken token = member.accessToken();
        CircleResponse reply = calls.send(call, token.value(), deadline);
        if (reply.status() != 401 || !isRejection(reply)) {
            return reply;
        }
        reply.close();
        AccessToken another = member.renew(token);
        if (!call.isRepeatable()) {
            throw new CircleUnavailableException(
                    "Circle rejected the member's token, which has been renewed; what was sent can't be sent a second"
                            + " time by us.",
                    null,
                    AT_ONCE,
                    false);
        }
        return calls.send(call, another.value(), deadline);
    }

    private boolean isRejection(CircleResponse reply) {
        try {
            return calls.replies().isRejection(reply.status(), reply.peek(MemberReplies.LONGEST_ENVELOPE));
        } catch (IOException brokenOff) {
            reply.close();
            throw new CircleUnavailableException("Circle's answer broke off.", null, null, false);
        }
    }
}
