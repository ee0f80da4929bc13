package io.github.circleauth;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a user has no Circle access token, in detail: for a developer's log line or error page, and for the diagnostics page.
 *
 * @param cause the cause
 * @param failure the failure of the last renewal, if it is the reason
 * @param retryAt when Circle is asked again at the earliest, by this machine's clock, if that is known
 * @see CircleMember#absenceDetail()
 */
public record AbsenceDetail(Cause cause, Optional<CircleAuthException> failure, Optional<Instant> retryAt) {

    /** The causes of an {@link Absence}, each with a sentence about itself and one about its remedy. */
    public enum Cause {
        /** No user is signed in. */
        ANONYMOUS(
                Absence.ANONYMOUS,
                "No user is signed in, so there is no Circle member.",
                "The user signs in. A page that anonymous users see calls isPresent() first."),
        /** A user is signed in without an HTTP session. */
        NO_SESSION(
                Absence.NO_SESSION,
                "The user is signed in without an HTTP session, in which a Circle token could be kept: by BASIC or bearer"
                        + " authentication, or with a client that returned no cookie, or that of a session that is gone.",
                "circle.auth.sessionless=per-user keeps a token for each such user; circle.auth.create-session=true creates a"
                        + " session, for clients that return cookies."),
        /** The resolver or the claim named no identity. */
        NO_IDENTITY(
                Absence.NOT_A_MEMBER,
                "The application names no Circle identity for this user: its MemberIdentityResolver returned none, or the user"
                        + " has no usable claim.",
                "Check the resolver, or circle.auth.identity and circle.auth.identity-from. It is asked again after five"
                        + " minutes, after retry(), and with the next sign-in."),
        /** Circle does not know the identity. */
        NOT_A_MEMBER(
                Absence.NOT_A_MEMBER,
                "Circle knows no member with this user's identity.",
                "Invite the user to the community, or check that circle.auth.identity names the right kind of identity and that"
                        + " its value is the one at Circle. Circle is asked again after five minutes, after retry(), and with"
                        + " the next sign-in."),
        /** Circle did not respond, or asked for a later attempt. */
        CIRCLE_UNAVAILABLE(
                Absence.UNAVAILABLE,
                "Circle did not respond, or asked for a later attempt.",
                "It is tried again without your help. If it lasts, check the network, the proxy and Circle's status page."),
        /** The response can't be used. */
        UNUSABLE_RESPONSE(
                Absence.UNAVAILABLE,
                "Circle's response can't be used, or the renewal failed unexpectedly.",
                "It is tried again. If it lasts, check that circle.auth.base-url leads to Circle and that no proxy responds in"
                        + " its place; the log has the failure."),
        /** Circle could not be reached lately, so no request is sent. */
        CIRCUIT_BREAKER_OPEN(
                Absence.UNAVAILABLE,
                "Circle was unavailable three times in a row, so nobody waits for it now, and one renewal at a time tries"
                        + " again.",
                "It closes by itself with Circle's next response. If it lasts, check the network, the proxy and Circle's"
                        + " status page."),
        /** {@code circle.auth.obtain-limit} is used up for this user. */
        OBTAIN_LIMIT(
                Absence.UNAVAILABLE,
                "Too many tokens were requested for this user within a minute (circle.auth.obtain-limit).",
                "Look for a client that signs in again and again, such as one that returns no cookie."),
        /** The rate limit is used up, all requests pause after a 429, or all connections are in use. */
        RATE_LIMIT(
                Absence.UNAVAILABLE,
                "The limit of requests to Circle is used up (circle.auth.rate-limit), all requests pause after a 429 of"
                        + " Circle's, or all connections to it are in use.",
                "It is tried again without your help. If it lasts, look for the part of the application that uses the limit up:"
                        + " the diagnostics page shows the shares."),
        /** No more users without a session can have a token. */
        SESSIONLESS_LIMIT(
                Absence.UNAVAILABLE,
                "No more users without a session can have a token on this server at the moment"
                        + " (circle.auth.sessionless=per-user).",
                "A lower circle.auth.sessionless-idle ends unused leases earlier; more servers share the users."),
        /** The application is being undeployed. */
        UNDEPLOYING(
                Absence.UNAVAILABLE,
                "The application is being undeployed.",
                "Nothing: the first request after its next start gets a token."),
        /** Circle refused the app token. */
        APP_TOKEN(
                Absence.REFUSED,
                "Circle refused the app token: it is wrong, deleted, or not of the type Headless Auth.",
                "Make a token of the type Headless Auth at Circle (Developers > Tokens) and set circle.auth.api-token. It is"
                        + " read again within a minute, without a restart."),
        /** The community's plan does not include the headless API. */
        PLAN(
                Absence.REFUSED,
                "The community's plan does not include Circle's headless API.",
                "Change the plan at Circle. Requests succeed within a minute after that, without a restart."),
        /** Circle refused for another reason. */
        REFUSED(
                Absence.REFUSED,
                "Circle refused the request for another reason; its message says which.",
                "Ask Circle's support, with the request id."),
        /** The lease has ended. */
        ENDED(
                Absence.ENDED,
                "The user signed out, the session ended, or another server revoked the tokens.",
                "Nothing: the user's next request gets a token, after a sign-in if the session has ended."),
        /** A captured handle was written to disk or to another server. */
        HANDLE_COPIED(
                Absence.ENDED,
                "A captured handle ends when the session that it is stored in is written to disk or to another server.",
                "Call capture() again.");

        private final Absence absence;
        private final String explanation;
        private final String remedy;

        Cause(Absence absence, String explanation, String remedy) {
            this.absence = absence;
            this.explanation = explanation;
            this.remedy = remedy;
        }

        /** Returns the absence that it is a cause of. */
        public Absence absence() {
            return absence;
        }

        /** Returns a sentence about the cause. It contains no secret and nothing of the user. */
        public String explanation() {
            return explanation;
        }

        /** Returns what to do, in a sentence or two. */
        public String remedy() {
            return remedy;
        }

        /** Returns the most general cause of an absence. */
        public static Cause of(Absence absence) {
            return absence == Absence.UNAVAILABLE ? CIRCLE_UNAVAILABLE : valueOf(absence.name());
        }
    }

    /** Creates the detail. */
    public AbsenceDetail {
        requireNonNull(cause, "cause");
        requireNonNull(failure, "failure");
        requireNonNull(retryAt, "retryAt");
    }

    /** Returns the detail of a cause that is no failure. */
    public static AbsenceDetail of(Cause cause) {
        return new AbsenceDetail(cause, Optional.empty(), Optional.empty());
    }

    /** Returns the absence, as {@link CircleMember#whyAbsent()} does. */
    public Absence absence() {
        return cause.absence();
    }

    /** Returns a sentence about the cause. It contains no secret and nothing of the user. */
    public String explanation() {
        return cause.explanation();
    }

    /** Returns what to do, in a sentence or two. */
    public String remedy() {
        return cause.remedy();
    }
}
