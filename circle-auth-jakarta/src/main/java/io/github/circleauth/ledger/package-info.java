/**
 * The ledger: every token that Circle issued to this application, and when each must be revoked. Not API.
 *
 * <p>One column drives it: {@code revoke_at}, the moment at which a row becomes due. Obtaining tokens and touching a
 * lease set it to the lease expiry; the end of a lease sets it to now; a failed revocation postpones it by a back-off.
 * A successful revocation, or the token's own expiry, deletes the row.
 */
@NullMarked
package io.github.circleauth.ledger;

import org.jspecify.annotations.NullMarked;
