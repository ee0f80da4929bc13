package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.Seal;
import java.time.Instant;

/**
 * One token held by one lease.
 *
 * @param kind the kind of token
 * @param token the token
 * @param leaseId the id of the lease
 * @param expiresAt when the token expires
 * @param revokeAt when the row becomes due
 * @param attempts the number of revocations begun so far. If it is above zero, the row's lease has ended
 */
public record Row(Kind kind, Secret token, String leaseId, Instant expiresAt, Instant revokeAt, int attempts) {

    /** The kind of a token. In order of revocation: a refresh token lives longer and can do more. */
    public enum Kind {
        REFRESH,
        ACCESS
    }

    /** Creates the row of a token without revocation attempts. */
    public static Row of(Kind kind, Secret token, String leaseId, Instant expiresAt, Instant revokeAt) {
        return new Row(kind, token, leaseId, expiresAt, revokeAt, 0);
    }

    /** Returns whether the token must be revoked now. */
    public boolean isDue(Instant now) {
        return !revokeAt.isAfter(now);
    }

    /** Returns whether the token expired, so that nothing is left to revoke. */
    public boolean isExpired(Instant now) {
        return !expiresAt.isAfter(now);
    }

    /** Returns this row with another {@code revokeAt}. */
    public Row dueAt(Instant moment) {
        return new Row(kind, token, leaseId, expiresAt, moment, attempts);
    }

    /** Returns this row as claimed: due again at the given moment, with one more attempt. */
    Row claimedUntil(Instant moment) {
        return new Row(kind, token, leaseId, expiresAt, moment, attempts + 1);
    }

    /**
     * Returns a keyed hash that identifies the token without revealing it, the same for all leases that hold the token.
     * It is computed on demand, since a ledger in memory doesn't need it.
     */
    String mark() {
        return Seal.mark(token);
    }

    boolean isSameTokenAs(Row other) {
        return kind == other.kind && token.equals(other.token) && leaseId.equals(other.leaseId);
    }
}
