package io.github.circleauth;

import org.jspecify.annotations.Nullable;

/**
 * Circle answered with something that can't be read as its API documents it, or answered for another member than asked.
 * Nothing is guessed from such an answer.
 */
public final class CircleProtocolException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    public CircleProtocolException(String message, @Nullable ErrorDetails answer) {
        super(message, answer, null);
    }
}
