package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.TokenState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One lease at one moment, for an operator who has asked for its user. It contains no token, no lease text, and of the user the
 * community member id alone.
 *
 * @param id the random id, as in log lines and events
 * @param hasSession whether it is a session's, rather than a user's without a session
 * @param identityKind the kind of identity; empty if the application names no identity for the user
 * @param communityMemberId the member's id at Circle, if it is known
 * @param state the state of its token
 * @param renewing whether a renewal is under way
 * @param expiresAt when its token expires
 * @param renewals how many renewals completed after the first obtain
 * @param lastUsedAt when a request last used it
 * @param absence why it has no valid token, if it has none and the reason is known
 * @param lastFailure the last failed renewal, if none has completed since
 */
public record LeaseReport(
        String id,
        boolean hasSession,
        Optional<MemberIdentity.Kind> identityKind,
        OptionalLong communityMemberId,
        TokenState state,
        boolean renewing,
        Optional<Instant> expiresAt,
        int renewals,
        Instant lastUsedAt,
        Optional<AbsenceDetail> absence,
        Optional<LastFailure> lastFailure) {

    /**
     * A failed renewal.
     *
     * @param exception the failure
     * @param inARow how many renewals failed since one completed
     * @param retryAt when a renewal may start again
     */
    public record LastFailure(CircleAuthException exception, int inARow, Instant retryAt) {}
}
