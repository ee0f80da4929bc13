package io.github.circleauth.event;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lease got its first tokens, or new ones after Circle had not known the member for a while.
 *
 * @param leaseId the random id of the lease
 * @param communityMemberId the member's id at Circle
 * @param identity the identity for which the tokens were obtained
 * @param duration how long the requests to Circle took, with their waits for a connection
 */
public record TokenObtained(
        String leaseId, OptionalLong communityMemberId, Optional<MemberIdentity> identity, Duration duration)
        implements CircleEvent {}
