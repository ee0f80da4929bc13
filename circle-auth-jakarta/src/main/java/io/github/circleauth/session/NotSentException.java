package io.github.circleauth.session;

import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request for tokens that this package did not send, for a reason of its own. */
final class NotSentException extends CircleUnavailableException {

    private static final long serialVersionUID = 1L;
    private static final Duration MIN_WAIT = Duration.ofSeconds(1);

    private final Cause reason;

    /**
     * Creates the exception.
     *
     * @param wait the time to wait, which becomes the retry-after; null if waiting is of no use
     */
    NotSentException(Cause reason, @Nullable Duration wait) {
        super(reason.explanation(), null, wait == null || wait.compareTo(MIN_WAIT) >= 0 ? wait : MIN_WAIT, false);
        this.reason = reason;
    }

    Cause reason() {
        return reason;
    }
}
