package io.github.circleauth.http;

/** The priority of a request for tokens, most urgent first: when the rate limit runs short, the last ones are rejected. */
public enum RequestPriority {
    /** The first token of a lease. */
    SIGN_IN,
    /** A renewal that a thread waits for; also the application's own use of the client. */
    AWAITED,
    /** A renewal while the token is still valid. */
    BACKGROUND,
    /** A revocation. */
    REVOCATION
}
