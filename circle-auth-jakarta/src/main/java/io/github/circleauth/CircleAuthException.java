package io.github.circleauth;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Circle could not be had to do what was asked. There are three kinds, and code that cares tells them apart by type:
 * Circle said no ({@link CircleRefusedException}), gave no answer ({@link CircleUnavailableException}), or gave one that
 * can't be read ({@link CircleProtocolException}).
 *
 * <p>No message, field, cause or suppressed exception of it holds a secret.
 */
public abstract sealed class CircleAuthException extends RuntimeException
        permits CircleRefusedException, CircleUnavailableException, CircleProtocolException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String circleMessage;
    private final @Nullable String requestId;

    CircleAuthException(String message, @Nullable ErrorDetails answer, @Nullable Throwable cause) {
        super(message, cause);
        this.status = answer == null ? 0 : answer.status();
        this.circleMessage = answer == null ? null : answer.message();
        this.requestId = answer == null ? null : answer.requestId();
    }

    /**
     * What is worth keeping of Circle's answer.
     *
     * @param status the HTTP status
     * @param message the {@code message} of Circle's error envelope, with control characters removed, cut short, and
     *     free of secrets; or null
     * @param requestId Circle's {@code x-request-id}, for its support; or null
     */
    public record ErrorDetails(
            int status, @Nullable String message, @Nullable String requestId) {}

    /** Returns the HTTP status of Circle's answer, or nothing if there was no answer. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** Returns the message in Circle's own error envelope. */
    public Optional<String> circleMessage() {
        return Optional.ofNullable(circleMessage);
    }

    /** Returns Circle's {@code x-request-id}, which its support asks for. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}
