package io.github.circleauth;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Circle did not respond in time, or its response asks for a later attempt, such as 429 or 503, or the library did not send
 * the request because of Circle's rate limit. The same request may succeed later.
 */
public non-sealed class CircleUnavailableException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean ambiguous;

    /**
     * Creates the exception.
     *
     * @param details the details of the response, or null
     * @param retryAfter how long to wait before the next attempt, or null
     * @param ambiguous whether Circle may have processed the request
     */
    public CircleUnavailableException(
            String message, @Nullable ErrorDetails details, @Nullable Duration retryAfter, boolean ambiguous) {
        super(message, details, null);
        this.retryAfter = retryAfter;
        this.ambiguous = ambiguous;
    }

    /** Returns how long to wait before the next attempt, if known: at least one second, at most 15 minutes. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Returns whether Circle may have processed the request although no response was received. A token issued by such a
     * request is unknown to the application: it can't be revoked, and stays valid until it expires.
     */
    public boolean isAmbiguous() {
        return ambiguous;
    }
}
