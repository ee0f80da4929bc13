package io.github.circleauth.http;

/** A monotonic clock: it only ever goes forward, and says nothing about the time of day. */
@FunctionalInterface
public interface Ticker {

    /** Nanoseconds since an arbitrary moment. Two readings are compared by their difference, never by {@code <}. */
    long nanos();

    /** Returns the machine's own. */
    static Ticker system() {
        return System::nanoTime;
    }
}
