package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.http.RateLimitedException;
import io.github.circleauth.session.LeaseMember;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An error response of the library: problem details (RFC 9457) with a reason for programs.
 *
 * @param status the HTTP status
 * @param reason the extension member {@code reason}, for programs
 * @param detail the member {@code detail}, for people
 * @param retryAfter the header {@code Retry-After}, if a repeated request may succeed
 */
record Problem(int status, String reason, String detail, Optional<Duration> retryAfter) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            413, "Content Too Large",
            415, "Unsupported Media Type",
            429, "Too Many Requests",
            502, "Bad Gateway",
            503, "Service Unavailable");

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    static final Problem NO_SESSION = permanent(
            403,
            "no-session",
            "A signed-in request without an HTTP session carries no token here (circle.auth.sessionless).");

    static final Problem ENDED = new Problem(
            503,
            "ended",
            "The session ended while this request waited for a token.",
            Optional.of(Duration.ofSeconds(1)));

    static final Problem NOT_SIGNED_IN = permanent(401, "not-signed-in", "No user is signed in.");

    static final Problem BAD_PATH = permanent(
            400,
            "bad-path",
            "The path must begin with a slash and have letters, digits and -._~ between its slashes, and the query must be"
                    + " percent-encoded.");

    static final Problem NOT_ALLOWED =
            permanent(403, "not-allowed", "This application does not pass this request on to Circle.");

    static final Problem CROSS_SITE = permanent(
            403, "cross-site", "Only this site's own pages may send this request, with the header X-Circle-Auth.");

    static final Problem TOO_LARGE = permanent(413, "too-large", "The request body is too large.");

    static final Problem NOT_JSON =
            permanent(415, "not-json", "A request body needs one Content-Type, of application/json in UTF-8.");

    static final Problem INCOMPLETE = permanent(
            400, "incomplete", "The request body is not as long as its Content-Length says, and was not passed on.");

    static final Problem TOO_SLOW =
            permanent(408, "too-slow", "The request body did not arrive in time, and was not passed on.");

    static final Problem TOO_MANY = new Problem(
            429,
            "too-many-at-once",
            "This member has too many requests under way. Repeat the request later.",
            Optional.of(Duration.ofSeconds(1)));

    static final Problem TOO_LONG = permanent(
            502,
            "too-long",
            "Circle's response is longer than 1 MiB. To pass it back, the servlet and its filters need"
                    + " <async-supported>true</async-supported>.");

    static final Problem UNUSABLE =
            new Problem(502, "unusable", "Circle's response can't be used.", Optional.of(RETRY_AFTER));

    /** Returns the problem of a failure to get a token, or of a failed request to Circle. */
    static Problem of(CircleAuthException failure) {
        if (failure instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN) {
            return permanent(403, "not-a-member", "The signed-in user is not a member of the community.");
        }
        if (failure instanceof RateLimitedException limited) {
            return new Problem(
                    429,
                    "rate-limited",
                    "Circle's rate limit allows no further request of this kind at the moment.",
                    limited.retryAfter());
        }
        if (failure instanceof CircleUnavailableException unavailable) {
            return unavailable(unavailable.retryAfter());
        }
        return new Problem(
                503,
                failure instanceof CircleProtocolException ? "unavailable" : "refused",
                "The community can't be reached at the moment.",
                Optional.of(RETRY_AFTER));
    }

    /** Returns the problem of a request without a lease, or nothing if it has one. Does no I/O. */
    static Optional<Problem> ofNoLease(LeaseMember member) {
        return member.whyAbsent().flatMap(absence -> switch (absence) {
            case ANONYMOUS, ENDED -> Optional.of(NOT_SIGNED_IN);
            case NO_SESSION -> Optional.of(NO_SESSION);
            case NOT_A_MEMBER, REFUSED, UNAVAILABLE -> Optional.empty();
        });
    }

    /** Returns the problem of a Circle that can't be reached, or that sends a {@code Retry-After}. */
    static Problem unavailable(Optional<Duration> retryAfter) {
        return new Problem(
                503,
                "unavailable",
                "The community can't be reached at the moment.",
                Optional.of(retryAfter.orElse(RETRY_AFTER)));
    }

    /** Returns a problem that a repeated request would have too. */
    private static Problem permanent(int status, String reason, String detail) {
        return new Problem(status, reason, detail, Optional.empty());
    }

    void writeTo(HttpServletResponse response) throws IOException {
        response.getOutputStream().write(writeHead(response));
    }

    /** Sets status and headers. Returns the body, which is to be written. */
    byte[] writeHead(HttpServletResponse response) {
        byte[] body = body();
        response.setStatus(status);
        retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", seconds));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        return body;
    }

    /** Returns the problem details. */
    byte[] body() {
        return Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", TITLES.getOrDefault(status, ""))
                .add("status", status)
                .add("detail", detail)
                .add("reason", reason)
                .build()
                .toString()
                .getBytes(UTF_8);
    }

    /** Returns the header {@code Retry-After}, rounded up: a request that comes earlier would be refused again. */
    Optional<String> retryAfterSeconds() {
        return retryAfter.map(wait ->
                Long.toString(Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds())));
    }
}
