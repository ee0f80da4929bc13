package io.github.circleauth.session;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tokens with their dates in monotonic time.
 *
 * @param tokens the tokens
 * @param staleAt from when the access token is to be renewed, in the ticker's nanoseconds
 * @param expiredAt from when it is no longer served, in the ticker's nanoseconds
 * @param text the lease text with these tokens, for other servers
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

    /** Returns the same tokens, expired: Circle has rejected the access token, so it must not be served again. */
    HeldTokens rejectedAt(long nanos) {
        return new HeldTokens(tokens, nanos, nanos, text);
    }

    /** Returns whether another access token is not this one and expires later, by Circle's date. */
    boolean isOutlivedBy(AccessToken other) {
        return !other.value().equals(tokens.accessToken().value())
                && other.expiresAt().isAfter(tokens.accessToken().expiresAt());
    }

    /** Returns whether this access token is another one and expires later, by Circle's date. */
    boolean isNewerThan(@Nullable HeldTokens other) {
        return other == null || other.isOutlivedBy(tokens.accessToken());
    }
}
