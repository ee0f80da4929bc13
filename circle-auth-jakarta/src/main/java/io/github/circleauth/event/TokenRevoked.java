package io.github.circleauth.event;

import java.time.Duration;

/**
 * A token is dead at Circle: this server revoked it, or Circle responded that it was dead already.
 *
 * @param leaseId the random id of the lease that had the token last. A token that no lease ever had has a random id of its own
 * @param kind the kind of the token
 * @param duration how long the request to Circle took, with its wait for a connection
 */
public record TokenRevoked(String leaseId, TokenKind kind, Duration duration) implements CircleEvent {}
