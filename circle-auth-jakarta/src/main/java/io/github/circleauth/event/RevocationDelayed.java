package io.github.circleauth.event;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A token could not be revoked yet.
 *
 * @param leaseId the random id of the lease that had the token last. A token that no lease ever had has a random id of its own
 * @param kind the kind of the token
 * @param reason why it could not be revoked
 * @param status the HTTP status of Circle's response, or empty if there was none
 * @param retryAfter how long until the next attempt, at the earliest; empty if there is none, since the ledger can't hold the
 *     token. It then lives until it expires
 * @param duration how long the request to Circle took, with its wait for a connection. Zero if none was
 *     sent
 */
public record RevocationDelayed(
        String leaseId,
        TokenKind kind,
        FailureReason reason,
        OptionalInt status,
        Optional<Duration> retryAfter,
        Duration duration)
        implements FailureEvent {}
