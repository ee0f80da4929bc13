package io.github.circleauth.event;

/** The kind of a token. */
public enum TokenKind {
    /** An access token, for the Member API. */
    ACCESS,
    /** A refresh token. Circle gives the same one to all sessions of a member. */
    REFRESH
}
