package io.github.circleauth;

/**
 * Why the current user has no Circle access token.
 *
 * @see CircleMember#whyAbsent()
 * @see AbsenceDetail
 */
public enum Absence {
    /** No user is signed in. */
    ANONYMOUS,
    /**
     * A user is signed in without an HTTP session, in which a token could be kept, as with BASIC or bearer
     * authentication. With {@code circle.auth.sessionless=per-user} such a user has a token all the same; {@code
     * circle.auth.create-session=true} lets the filter create a session.
     */
    NO_SESSION,
    /**
     * The signed-in user is not a member of the Circle community. The library asks Circle again after five minutes, or after
     * {@link CircleMember#retry()}.
     */
    NOT_A_MEMBER,
    /**
     * Circle could not be reached, is overloaded, or sent an unreadable response: {@link CircleUnavailableException} or
     * {@link CircleProtocolException}.
     */
    UNAVAILABLE,
    /** Circle refused for another reason, which only the operator can resolve, such as the app token or the plan. */
    REFUSED,
    /** The user signed out, or the session ended, in the course of the request. */
    ENDED
}
