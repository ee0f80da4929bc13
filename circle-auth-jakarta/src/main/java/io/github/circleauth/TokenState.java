package io.github.circleauth;

/** How the current user's access token stands at a moment. */
public enum TokenState {
    /** Valid, and no renewal is due. */
    FRESH,
    /** Valid and served; a renewal is due, or under way, behind the request. */
    STALE,
    /** There was one; it is at its end, and whoever asks for a token waits for the renewal. */
    EXPIRED,
    /** There is none (yet); {@link CircleMember#whyAbsent()} may say why. */
    ABSENT,
    /** The user signed out, or the session ended. Final. */
    ENDED
}
