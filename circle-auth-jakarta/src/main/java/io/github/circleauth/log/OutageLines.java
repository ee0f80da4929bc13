package io.github.circleauth.log;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The two lines about an outage: its first failure, and its end, with the number of failures in between. What comes and goes all the
 * time has five such pairs, and then one a minute. An outage without a line gets it later, with a further failure. Thread-safe.
 */
public final class OutageLines {

    private static final int AT_ONCE = 5;

    private final LineLimit limit;
    private final AtomicBoolean isLogged = new AtomicBoolean();

    /**
     * Creates the lines of one kind of outage.
     *
     * @param nanos monotonic time
     */
    public OutageLines(LongSupplier nanos) {
        this.limit = new LineLimit(AT_ONCE, nanos);
    }

    /** Records a failure. Returns the end of the outage's first line, or null if it is logged already or not to be logged now. */
    public @Nullable String failed() {
        if (isLogged.get()) {
            limit.leaveOut();
            return null;
        }
        String end = limit.endOfLine();
        return end == null || isLogged.getAndSet(true) ? null : end;
    }

    /** Records a success. Returns the end of the outage's last line, or null if no outage ends that was logged. */
    public @Nullable String ended() {
        return isLogged.get() && isLogged.getAndSet(false) ? limit.endOfLastLine() : null;
    }
}
