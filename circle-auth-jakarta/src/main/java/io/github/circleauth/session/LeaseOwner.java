package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The member whose lease it is.
 *
 * @param identity the identity for which the lease was made; empty if the user has none
 * @param communityMemberId the member's id at Circle, if it is known
 */
public record LeaseOwner(Optional<MemberIdentity> identity, OptionalLong communityMemberId) {

    /** Returns a lease's owner, as far as it is known by now. */
    public static LeaseOwner of(Lease lease) {
        return new LeaseOwner(lease.identity(), LeaseEvents.memberId(lease));
    }
}
