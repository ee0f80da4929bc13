package io.github.circleauth.live;

/** A subscription to a channel of Circle's. Thread-safe. */
public interface LiveSubscription extends AutoCloseable {

    /** Returns whether events may still come: neither was it closed, nor has it ended. */
    boolean isOpen();

    /** Ends the subscription. No call of the listener begins after that. Never waits. */
    @Override
    void close();
}
