package io.github.circleauth;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Circle gave no answer in time, or said "later". Trying again after a while may help. */
public final class CircleUnavailableException extends CircleAuthException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;
    private final boolean ambiguous;

    public CircleUnavailableException(
            String message, @Nullable ErrorDetails answer, @Nullable Duration retryAfter, boolean ambiguous) {
        super(message, answer, null);
        this.retryAfter = retryAfter;
        this.ambiguous = ambiguous;
    }

    /** Returns how long to wait before the next try, if that is known; at least a second, at most 15 minutes. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Returns whether Circle may have done what was asked although its answer never arrived. A token made by such a call
     * can't be revoked by anybody; it ends by its own expiry.
     */
    public boolean isAmbiguous() {
        return ambiguous;
    }
}
