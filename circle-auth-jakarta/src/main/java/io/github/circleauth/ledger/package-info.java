/**
 * The account of every token: which there are, and when each must be dealt with. Not API.
 *
 * <p>One column drives it all: {@code revoke_at}, the moment at which a row must be dealt with. Receiving tokens and
 * touching a lease move it to the end of the lease's hold; an end moves it to now; a revocation that failed moves it on
 * by a back-off; a revocation that succeeded, or the token's own expiry, deletes the row.
 */
@NullMarked
package io.github.circleauth.ledger;

import org.jspecify.annotations.NullMarked;
