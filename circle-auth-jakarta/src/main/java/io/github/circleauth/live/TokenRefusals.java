package io.github.circleauth.live;

import java.time.Duration;

/**
 * Whether the tokens that Circle's real-time channel refuses are renewed. The refusal of one member's token may mean that it was
 * revoked. If the renewed one is refused as well, the cause may concern all members, such as the community's plan or a domain that
 * is not allowed. Then the deployment throws one token away in a minute, until a connection succeeds: the others serve its requests. Thread-safe.
 */
final class TokenRefusals {

    private static final Duration BETWEEN_RENEWALS = Duration.ofMinutes(1);

    // Guarded by this.
    private boolean inVain;
    private long renewedAt;

    /** Returns whether a refused token is to be renewed. */
    synchronized boolean allowRenewal(long nanos) {
        if (inVain && nanos - renewedAt < BETWEEN_RENEWALS.toNanos()) {
            return false;
        }
        renewedAt = nanos;
        return true;
    }

    /** Notes that a renewed token was refused too. */
    synchronized void renewedInVain(long nanos) {
        if (!inVain) {
            inVain = true;
            renewedAt = nanos;
        }
    }

    /** Notes that Circle accepted a token. */
    synchronized void accepted() {
        inVain = false;
    }
}
