package io.github.circleauth.session;

import io.github.circleauth.MemberTokens;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When tokens are renewed and no longer served.
 *
 * @param refreshAhead how long before its expiry a token is renewed; at most a quarter of its life
 * @param expiryMargin how long before its expiry a token is no longer served; at most a twentieth of its life
 */
public record RenewalSchedule(Duration refreshAhead, Duration expiryMargin) {

    private static final int MAX_SHARE_AHEAD = 4;
    private static final int MAX_SHARE_MARGIN = 20;
    private static final int LATEST_SHARE_OF_AHEAD = 5;

    /**
     * Computes the dates of tokens that have just arrived. The access token is stale from a moment drawn evenly between
     * {@code refreshAhead} and a fifth of it before its expiry, so that sessions that began together don't renew together.
     */
    Dates datesOf(MemberTokens tokens, Instant now, RandomGenerator random) {
        Instant expiry = tokens.accessToken().expiresAt();
        // A token may expire between the arrival of its response and here.
        long life = Math.max(0, Duration.between(now, expiry).toNanos());
        long ahead = Math.min(refreshAhead.toNanos(), life / MAX_SHARE_AHEAD);
        long margin = Math.min(expiryMargin.toNanos(), life / MAX_SHARE_MARGIN);
        long latest = ahead / LATEST_SHARE_OF_AHEAD;
        long before = latest + random.nextLong(ahead - latest + 1);
        return new Dates(expiry.minusNanos(Math.max(before, margin)), expiry.minusNanos(margin));
    }

    /**
     * The dates that decide an access token's state.
     *
     * @param staleAt from when it is to be renewed
     * @param expiredAt from when it is no longer served
     */
    record Dates(Instant staleAt, Instant expiredAt) {}
}
