package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import java.time.Instant;

/**
 * One token that one lease holds.
 *
 * @param kind which of the two
 * @param token the token
 * @param mark what tells this token from others without showing it; two leases that hold the same refresh token have
 *     the same mark
 * @param leaseId the lease
 * @param expiresAt when the token ends by itself
 * @param revokeAt when the row must be dealt with
 * @param failures how many revocations failed so far
 */
public record Row(
        Kind kind, Secret token, String mark, String leaseId, Instant expiresAt, Instant revokeAt, int failures) {

    /** The two kinds of token, in the order in which they are revoked: a refresh token lives longer and can do more. */
    public enum Kind {
        REFRESH,
        ACCESS
    }

    /** Returns whether the row must be dealt with. */
    public boolean isDue(Instant now) {
        return !revokeAt.isAfter(now);
    }

    /** Returns whether the token ended by itself, so that nothing is left to revoke. */
    public boolean isExpired(Instant now) {
        return !expiresAt.isAfter(now);
    }

    /** Returns the row with another moment at which it must be dealt with. */
    public Row dueAt(Instant moment) {
        return new Row(kind, token, mark, leaseId, expiresAt, moment, failures);
    }

    /** Returns the row after one more failed revocation. */
    public Row failedUntil(Instant moment) {
        return new Row(kind, token, mark, leaseId, expiresAt, moment, failures + 1);
    }

    boolean isSameTokenAs(Row other) {
        return kind == other.kind && mark.equals(other.mark) && leaseId.equals(other.leaseId);
    }
}
