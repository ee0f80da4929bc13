package io.github.circleauth.event;

/** Why a request to Circle failed, or was not sent. */
public enum FailureReason {
    /** Circle refused the app token. Only the operator can resolve this. */
    APP_TOKEN,
    /** The community's plan does not include the headless API. Only the operator can resolve this. */
    PLAN,
    /** The community has no member with the user's identity. */
    MEMBER_UNKNOWN,
    /** The application names no identity at Circle for the user. No request was sent. */
    NO_IDENTITY,
    /** Circle refused a token as unknown, revoked or expired, or for a reason that is not known. */
    TOKEN_DEAD,
    /** Circle refused for another reason. */
    REFUSED_OTHERWISE,
    /** Circle responded that it can't process the request now (status 408, 425, 429, 5xx), or another server responded. */
    TRY_LATER,
    /** Circle could not be reached, did not respond in time, or the request was aborted as the application was undeployed. */
    NO_RESPONSE,
    /** Circle's response can't be read, or is for another member. */
    UNUSABLE_RESPONSE,
    /**
     * The library sent no request: because of its rate limit, the limit of obtains for one user, the open circuit breaker, too
     * many requests under way, or since the application is being undeployed.
     */
    NOT_SENT,
    /** Anything else: a fault of the library or of its environment. */
    UNEXPECTED
}
