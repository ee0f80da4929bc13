package io.github.circleauth.event;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lease that had tokens got a new access token.
 *
 * @param leaseId the random id of the lease
 * @param communityMemberId the member's id at Circle
 * @param identity the identity of the member
 * @param way how it was renewed
 * @param duration how long the requests to Circle took, with their waits for a connection. A refresh
 *     that did not help is included
 */
public record TokenRenewed(
        String leaseId, OptionalLong communityMemberId, Optional<MemberIdentity> identity, Way way, Duration duration)
        implements CircleEvent {

    /** The ways to renew. */
    public enum Way {
        /** Circle refreshed the access token. */
        REFRESH,
        /** The refresh token was of no use, so tokens were obtained for the same identity. */
        OBTAIN
    }
}
