package io.github.circleauth.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
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

    static final Problem NO_SESSION = new Problem(
            403, "no-session", "A signed-in request without an HTTP session carries no token.", Optional.empty());

    private static final Duration COME_BACK = Duration.ofSeconds(5);

    static final Problem ENDED = new Problem(
            503,
            "ended",
            "The session ended while this request waited for a token.",
            Optional.of(Duration.ofSeconds(1)));

    static Problem of(CircleAuthException failure) {
        if (failure instanceof CircleRefusedException refused && refused.reason() == Reason.MEMBER_UNKNOWN) {
            return new Problem(
                    403, "not-a-member", "The signed-in user is no member of the community.", Optional.empty());
        }
        Duration wait = failure instanceof CircleUnavailableException unavailable
                ? unavailable.retryAfter().orElse(COME_BACK)
                : COME_BACK;
        return new Problem(
                503,
                failure instanceof CircleRefusedException ? "refused" : "unavailable",
                "The community can't be reached just now.",
                Optional.of(wait));
    }

    void writeTo(HttpServletResponse response) throws IOException {
        byte[] body = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", status == 403 ? "Forbidden" : "Service Unavailable")
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
