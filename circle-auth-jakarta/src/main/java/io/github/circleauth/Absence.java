package io.github.circleauth;

/** Why the current request has no Circle access token. */
public enum Absence {
    /** Nobody is signed in. */
    ANONYMOUS,
    /**
     * Somebody is signed in, but without an HTTP session to carry a token (BASIC or bearer authentication).
     * {@code circle.auth.create-session=true} makes one.
     */
    NO_SESSION,
    /** The signed-in user is no member of the Circle community. Circle is asked again after five minutes. */
    NOT_A_MEMBER,
    /** Circle could not be reached, said "later", or gave an answer that can't be read. */
    UNAVAILABLE,
    /** Circle refused for a reason that is the operator's matter: app token, plan. */
    REFUSED,
    /** The user signed out, or the session ended, while this was asked. */
    ENDED
}
