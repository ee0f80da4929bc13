package io.github.circleauth.ledger;

import io.github.circleauth.Secret;
import io.github.circleauth.seal.BrokenSealException;
import io.github.circleauth.seal.Seal;
import java.time.Instant;

/**
 * A row of the table: a token, or the record of a lease.
 *
 * @param owner the id of the {@link LedgerOwner}
 * @param sealed the token, sealed and bound to the lease id
 * @param attempts above zero, the lease has ended
 */
record StoredRow(
        String leaseId,
        String mark,
        String kind,
        String owner,
        String sealed,
        Instant expiresAt,
        Instant revokeAt,
        int attempts) {

    boolean hasEnded() {
        return attempts > 0;
    }

    boolean isDue(Instant now) {
        return !revokeAt.isAfter(now);
    }

    boolean isExpired(Instant now) {
        return !expiresAt.isAfter(now);
    }

    Row open(Seal seal) throws BrokenSealException {
        Secret token = Secret.of(seal.open(sealed, leaseId));
        return new Row(Row.Kind.valueOf(kind), token, leaseId, expiresAt, revokeAt, attempts);
    }
}
