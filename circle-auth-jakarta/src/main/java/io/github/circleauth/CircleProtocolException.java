package io.github.circleauth;

import org.jspecify.annotations.Nullable;

/**
 * Circle sent a response that does not conform to its API documentation, or that is for another member. No data of such a
 * response is used.
 */
public final class CircleProtocolException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param details the details of the response, or null
     */
    public CircleProtocolException(String message, @Nullable ErrorDetails details) {
        super(message, details, null);
    }
}
