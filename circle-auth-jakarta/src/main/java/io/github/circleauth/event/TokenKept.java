package io.github.circleauth.event;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A renewal failed, and the lease keeps an access token that is still valid.
 *
 * @param leaseId the random id of the lease
 * @param communityMemberId the member's id at Circle
 * @param identity the identity of the member
 * @param reason why the renewal failed
 * @param status the HTTP status of Circle's response, or empty if there was none
 * @param validFor how long the token is still served
 * @param retryAfter how long until the next attempt, at the earliest
 * @param duration how long the requests to Circle took, with their waits for a connection. Zero if
 *     none was sent
 */
public record TokenKept(
        String leaseId,
        OptionalLong communityMemberId,
        Optional<MemberIdentity> identity,
        FailureReason reason,
        OptionalInt status,
        Duration validFor,
        Duration retryAfter,
        Duration duration)
        implements FailureEvent {}
