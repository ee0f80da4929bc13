package io.github.circleauth;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request to Circle failed. The subtype tells how: Circle refused it ({@link CircleRefusedException}), did not respond or
 * asked to try again later ({@link CircleUnavailableException}), or sent a response that can't be read
 * ({@link CircleProtocolException}).
 *
 * <p>No message, field, cause or suppressed exception contains a secret.
 */
public abstract sealed class CircleAuthException extends RuntimeException
        permits CircleRefusedException, CircleUnavailableException, CircleProtocolException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String circleMessage;
    private final @Nullable String requestId;

    CircleAuthException(String message, @Nullable ErrorDetails details, @Nullable Throwable cause) {
        super(message, cause);
        this.status = details == null ? 0 : details.status();
        this.circleMessage = details == null ? null : details.message();
        this.requestId = details == null ? null : details.requestId();
    }

    /**
     * The details of an unsuccessful response.
     *
     * @param status the HTTP status
     * @param message the {@code message} of the response's JSON body, without control characters and secrets, and
     *     truncated; or null
     * @param requestId the response's {@code x-request-id}, for Circle's support; or null
     */
    public record ErrorDetails(
            int status, @Nullable String message, @Nullable String requestId) {}

    /** Returns the HTTP status of Circle's response, or empty if there was none. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Returns Circle's error message: the {@code message} of the response's JSON body, truncated and without secrets. */
    public Optional<String> circleMessage() {
        return Optional.ofNullable(circleMessage);
    }

    /** Returns the response's {@code x-request-id}, for Circle's support. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}
