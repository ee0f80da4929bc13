package io.github.circleauth.event;

import io.github.circleauth.MemberIdentity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lease ended on this server. Its tokens are revoked after this event, unless another lease has them too. Each lease ends
 * once on each server that had it. If a session ends more than a minute after its lease, its end is told as well.
 *
 * @param leaseId the random id of the lease
 * @param communityMemberId the member's id at Circle, if it is known
 * @param identity the identity of the member; empty if the application named none for the user
 * @param reason why it ended
 */
public record LeaseEnded(
        String leaseId, OptionalLong communityMemberId, Optional<MemberIdentity> identity, Reason reason)
        implements CircleEvent {

    /** The reasons for which a lease ends. For each of the first four, the lease that the same user has without a session ends too. */
    public enum Reason {
        /** The session ended, by a sign-out or its timeout. */
        SESSION_ENDED,
        /** The session has another principal, or none any more. */
        PRINCIPAL_CHANGED,
        /** The application removed or replaced the library's attributes in the session. */
        REMOVED_FROM_SESSION,
        /** The application ended all leases of the member. */
        MEMBER_ENDED,
        /** It was not used for too long. A lease of a session may live on on another server that uses it. */
        EXPIRED,
        /** The ledger no longer has it: it ended on another server, or by its expiry. */
        ENDED_ELSEWHERE,
        /**
         * Another lease took its place: two requests opened one for the same session at once, or there were too many users
         * without a session.
         */
        REPLACED,
        /** The application is being undeployed. A lease of a session ends then only with its session. */
        UNDEPLOYED
    }
}
