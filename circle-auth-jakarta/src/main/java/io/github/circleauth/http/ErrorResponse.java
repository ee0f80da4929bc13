package io.github.circleauth.http;

import io.github.circleauth.CircleAuthException.ErrorDetails;
import io.github.circleauth.CircleProtocolException;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An unsuccessful or unusable response, and the three failures that it can mean. Both APIs use it; each has its own table of
 * messages.
 *
 * <p>Circle's texts are sanitized before they appear in a failure, and left out if they contain a secret.
 */
public final class ErrorResponse {

    /** The longest error envelope that is read, in bytes; Circle's own are far shorter. */
    public static final int MAX_ENVELOPE = 64 * 1024;

    private static final int TOO_MANY_REQUESTS = 429;

    private final String request;
    private final int status;
    private final @Nullable ErrorEnvelope envelope;
    private final @Nullable Duration retryAfter;
    private final ErrorDetails details;
    private final String summary;

    /**
     * Creates an error response.
     *
     * @param request the request, as messages name it
     * @param size the size of the body, for messages
     * @param envelope the body, if it is an error envelope
     * @param retryAfter the response's {@code Retry-After}, if it has one
     * @param secrets values that must not appear in messages
     */
    ErrorResponse(
            String request,
            CircleResponse response,
            String size,
            @Nullable ErrorEnvelope envelope,
            Optional<Duration> retryAfter,
            List<String> secrets) {
        this.request = request;
        this.status = response.status();
        this.envelope = envelope;
        this.retryAfter = retryAfter.orElse(status == TOO_MANY_REQUESTS ? CircleTime.DEFAULT_RETRY_AFTER : null);
        Optional<String> shown = Optional.ofNullable(envelope)
                .flatMap(ErrorEnvelope::words)
                .flatMap(text -> Sanitizer.message(text, secrets));
        Optional<String> requestId = requestId(response, secrets);
        this.details = new ErrorDetails(status, shown.orElse(null), requestId.orElse(null));
        this.summary = " (status " + status + ", " + size
                + requestId.map(id -> ", x-request-id " + id).orElse("")
                + shown.map(text -> ", \"" + text + "\"").orElse("") + ")";
    }

    /** Returns Circle's id of the exchange, for its support. */
    static Optional<String> requestId(CircleResponse response, List<String> secrets) {
        return response.header("x-request-id").flatMap(id -> Sanitizer.id(id, secrets));
    }

    /** Returns whether a status means "later": the one rule for both APIs. */
    public static boolean isLater(int status) {
        return status == TOO_MANY_REQUESTS || status == 408 || status == 425 || status >= 500;
    }

    /** Returns whether Circle's rate limit was exceeded. */
    static boolean isTooManyRequests(int status) {
        return status == TOO_MANY_REQUESTS;
    }

    /** Returns the status code. */
    public int status() {
        return status;
    }

    /** Returns whether the body is a JSON object, so that Circle itself may have sent it. */
    boolean isJson() {
        return envelope != null;
    }

    /** Returns the message of Circle's error envelope, unchanged: for comparison, never for display. */
    public Optional<String> message() {
        return Optional.ofNullable(envelope).map(ErrorEnvelope::message);
    }

    /** Returns all strings of the error envelope, unchanged: for comparison, never for display. */
    public List<String> texts() {
        return envelope == null ? List.of() : envelope.texts();
    }

    /** Returns the failure for a response that means "later". */
    public CircleUnavailableException unavailable() {
        return new CircleUnavailableException(
                "Circle can't process " + request + " now" + summary + ".", details, retryAfter, false);
    }

    /** Returns the failure for a response that another server than Circle's API sent. */
    CircleUnavailableException notFromCircle() {
        return new CircleUnavailableException(
                "The response to " + request + " is not from Circle's API: its address may be wrong" + summary + ".",
                details,
                retryAfter,
                false);
    }

    /** Returns the failure for a refusal. */
    public CircleRefusedException refused(Reason reason) {
        String cause = switch (reason) {
            case APP_TOKEN -> ": the app token is not accepted";
            case PLAN -> ": the community's plan does not include it";
            case MEMBER_UNKNOWN -> ": there is no such member";
            case TOKEN_DEAD -> ": the token is unknown, revoked or expired";
            case PERMISSION_DENIED -> ": the member lacks the permission";
            case OTHER -> "";
        };
        return new CircleRefusedException(reason, "Circle refused " + request + cause + summary + ".", details);
    }

    /** Returns the failure for a response that Circle's documentation does not provide for. */
    public CircleProtocolException unusable(@Nullable String cause) {
        return new CircleProtocolException(
                "Circle's response to " + request + " can't be used: " + cause + summary + ".", details);
    }
}
