package io.github.circleauth.http;

/** A monotonic clock. Its origin is arbitrary, and unrelated to the time of day. */
@FunctionalInterface
public interface Ticker {

    /** Returns nanoseconds since an arbitrary origin. Compare two readings by their difference, never by {@code <}. */
    long nanos();

    /** Returns the machine's own ticker. */
    static Ticker system() {
        return System::nanoTime;
    }
}
