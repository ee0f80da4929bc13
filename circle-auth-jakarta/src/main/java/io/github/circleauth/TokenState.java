package io.github.circleauth;

/**
 * The state of the current user's access token.
 *
 * @see CircleMember#state()
 */
public enum TokenState {
    /** The token is valid, and no renewal is due. */
    FRESH,
    /** The token is valid and served. A renewal is due, or in progress in the background. */
    STALE,
    /** The token has expired, or is about to. {@link CircleMember#accessToken()} waits for the renewal. */
    EXPIRED,
    /** There is no token, or none yet. {@link CircleMember#whyAbsent()} may return the reason. */
    ABSENT,
    /** The user signed out, or the session ended. This state is final. */
    ENDED
}
