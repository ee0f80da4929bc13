package io.github.circleauth.http;

/** What a call to Circle is for, most urgent first: when the rate limit runs short, the last ones give way. */
public enum RequestPriority {
    /** The first token of a lease. */
    SIGN_IN,
    /** A renewal that somebody waits for; also the application's own use of the client. */
    AWAITED,
    /** A renewal while the token is still valid. */
    BEHIND,
    /** A revocation. */
    REVOCATION
}
