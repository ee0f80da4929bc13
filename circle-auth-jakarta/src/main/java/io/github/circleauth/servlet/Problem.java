package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.session.LeaseMember;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that says why a request got no further: problem details (RFC 9457) with a reason that programs can read.
 *
 * @param status the HTTP status
 * @param reason what programs compare
 * @param detail what people read
 * @param retryAfter what the {@code Retry-After} header says, if coming back helps
 */
record Problem(int status, String reason, String detail, Optional<Duration> retryAfter) {

    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            413, "Content Too Large",
            502, "Bad Gateway",
            503, "Service Unavailable");

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    static final Problem NO_SESSION =
            lasting(403, "no-session", "A signed-in request without an HTTP session carries no token.");

    static final Problem ENDED = new Problem(
            503,
            "ended",
            "The session ended while this request waited for a token.",
            Optional.of(Duration.ofSeconds(1)));

    static final Problem NOT_SIGNED_IN = lasting(401, "not-signed-in", "Nobody is signed in.");

    static final Problem BAD_PATH = lasting(400, "bad-path", "This is no plain path.");

    static final Problem NOT_ALLOWED = lasting(403, "not-allowed", "This application does not pass that on to Circle.");

    static final Problem CROSS_SITE =
            lasting(403, "cross-site", "Only this site's own pages may ask for that, with the header X-Circle-Auth.");

    static final Problem TOO_LARGE = lasting(413, "too-large", "That is more than may be sent.");

    static final Problem UNUSABLE =
            new Problem(502, "unusable", "Circle's answer can't be used.", Optional.of(COME_BACK));

    static Problem of(CircleAuthException failure) {
        if (failure instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN) {
            return lasting(403, "not-a-member", "The signed-in user is no member of the community.");
        }
        if (failure instanceof CircleUnavailableException unavailable) {
            return unavailable(unavailable.retryAfter());
        }
        return new Problem(
                503,
                failure instanceof CircleProtocolException ? "unavailable" : "refused",
                "The community can't be reached just now.",
                Optional.of(COME_BACK));
    }

    /** Returns why a request has no lease at all, if it has none; asks nobody. */
    static Optional<Problem> ofNoLease(LeaseMember member) {
        return member.whyAbsent().flatMap(absence -> switch (absence) {
            case ANONYMOUS, ENDED -> Optional.of(NOT_SIGNED_IN);
            case NO_SESSION -> Optional.of(NO_SESSION);
            case NOT_A_MEMBER, REFUSED, UNAVAILABLE -> Optional.empty();
        });
    }

    /** Circle is away, or says that it will be for so long. */
    static Problem unavailable(Optional<Duration> retryAfter) {
        return new Problem(
                503,
                "unavailable",
                "The community can't be reached just now.",
                Optional.of(retryAfter.orElse(COME_BACK)));
    }

    /** A problem that coming back doesn't solve. */
    private static Problem lasting(int status, String reason, String detail) {
        return new Problem(status, reason, detail, Optional.empty());
    }

    void writeTo(HttpServletResponse response) throws IOException {
        byte[] body = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", TITLES.getOrDefault(status, ""))
                .add("status", status)
                .add("detail", detail)
                .add("reason", reason)
                .build()
                .toString()
                .getBytes(UTF_8);
        response.setStatus(status);
        retryAfter.ifPresent(wait -> response.setHeader("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
