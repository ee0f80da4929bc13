package io.github.circleauth.event;

import io.github.circleauth.MemberIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Circle refused tokens, and the lease has no valid one. If Circle does not know the member, the lease loses its tokens even
 * if they are still valid, and they are revoked after this event.
 *
 * @param leaseId the random id of the lease
 * @param communityMemberId the member's id at Circle, if it is known
 * @param identity the identity that was refused; empty if the application names none for the user
 * @param reason why Circle refused
 * @param status the HTTP status of Circle's response, or empty if there was none
 * @param retryAfter how long until the next attempt, at the earliest
 * @param duration how long the requests to Circle took, with their waits for a connection. Zero if
 *     none was sent
 */
public record TokenRefused(
        String leaseId,
        OptionalLong communityMemberId,
        Optional<MemberIdentity> identity,
        FailureReason reason,
        OptionalInt status,
        Duration retryAfter,
        Duration duration)
        implements FailureEvent {}
