package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.time.Instant;

/**
 * One token that one lease holds.
 *
 * @param kind which of the two
 * @param token the token
 * @param leaseId the lease
 * @param expiresAt when the token ends by itself
 * @param revokeAt when the row must be dealt with
 * @param attempts how many revocations were begun so far; the lease of a row with any has ended
 */
public record Row(Kind kind, Secret token, String leaseId, Instant expiresAt, Instant revokeAt, int attempts) {

    /** The two kinds of token, in the order in which they are revoked: a refresh token lives longer and can do more. */
    public enum Kind {
        REFRESH,
        ACCESS
    }

    /** Makes the row of a token that nobody tried to revoke yet. */
    public static Row of(Kind kind, Secret token, String leaseId, Instant expiresAt, Instant revokeAt) {
        return new Row(kind, token, leaseId, expiresAt, revokeAt, 0);
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
        return new Row(kind, token, leaseId, expiresAt, moment, attempts);
    }

    /** Returns the row as it stands while somebody revokes its token, who may never be heard of again. */
    Row claimedUntil(Instant moment) {
        return new Row(kind, token, leaseId, expiresAt, moment, attempts + 1);
    }

    /**
     * Returns what tells the token from others without showing it: the same for all leases that hold it. It is not kept,
     * since a ledger in memory has no need of it.
     */
    String mark() {
        return Seal.mark(token);
    }

    boolean isSameTokenAs(Row other) {
        return kind == other.kind && token.equals(other.token) && leaseId.equals(other.leaseId);
    }
}
