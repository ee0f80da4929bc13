package io.github.circleauth.event;

import java.time.Duration;
import java.util.OptionalInt;

/** An event that tells that a request to Circle failed, or could not be sent. */
public sealed interface FailureEvent extends CircleEvent
        permits TokenKept, TokenRefused, CircleUnavailable, RevocationDelayed {

    /** Returns the reason. */
    FailureReason reason();

    /** Returns the HTTP status of Circle's response, or empty if there was none. */
    OptionalInt status();

    /**
     * Returns how long the requests to Circle took, with their waits for a connection. Zero if none
     * was sent.
     */
    Duration duration();
}
