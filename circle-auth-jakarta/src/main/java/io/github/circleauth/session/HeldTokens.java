package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;

/**
 * Tokens with their dates, as monotonic time.
 *
 * @param tokens the tokens
 * @param staleAt from when the access token is renewed, in the ticker's nanoseconds
 * @param expiredAt from when it is not served any more, in the ticker's nanoseconds
 * @param text the sealed text that says the same to other servers
 */
record HeldTokens(MemberTokens tokens, long staleAt, long expiredAt, String text) {

    static HeldTokens of(MemberTokens tokens, RenewalSchedule.Dates dates, String text, Instant now, long nanos) {
        return new HeldTokens(
                tokens, nanosAt(dates.staleAt(), now, nanos), nanosAt(dates.expiredAt(), now, nanos), text);
    }

    private static long nanosAt(Instant moment, Instant now, long nanos) {
        return nanos + Duration.between(now, moment).toNanos();
    }

    TokenState stateAt(long nanos) {
        if (nanos - expiredAt >= 0) {
            return TokenState.EXPIRED;
        }
        return nanos - staleAt >= 0 ? TokenState.STALE : TokenState.FRESH;
    }

    boolean isValidAt(long nanos) {
        return nanos - expiredAt < 0;
    }

    /** Returns this holding after Circle has rejected its access token: it is never served again. */
    HeldTokens rejectedAt(long nanos) {
        return new HeldTokens(tokens, nanos, nanos, text);
    }

    /** Returns whether the access token, as Circle gave it, is another one than this and ends later. */
    boolean isOutlivedBy(AccessToken other) {
        return !other.value().equals(tokens.accessToken().value())
                && other.expiresAt().isAfter(tokens.accessToken().expiresAt());
    }
}
