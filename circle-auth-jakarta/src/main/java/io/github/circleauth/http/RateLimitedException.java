package io.github.circleauth.http;

import io.github.circleauth.CircleUnavailableException;

/** A request of the Member API was not sent, because the rate limit or a pause after a 429 forbids it now. */
public final class RateLimitedException extends CircleUnavailableException {

    private static final long serialVersionUID = 1L;

    RateLimitedException(Object request, RateLimiter.Refusal refusal) {
        super(
                request + " was not sent to Circle: " + refusal.cause() + ".",
                null,
                CircleTime.clampRetryAfter(refusal.retryAfter()),
                false);
    }
}
