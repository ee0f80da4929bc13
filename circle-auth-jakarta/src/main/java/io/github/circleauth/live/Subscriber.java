package io.github.circleauth.live;

/**
 * Receives the events of one channel: a page's subscription, or a listener of the application's. Is called by one thread at a
 * time, in order. Must return at once, without I/O.
 */
interface Subscriber {

    /** The subscription is confirmed by Circle. Called at most once. */
    void confirmed();

    /** Circle rejected the subscription. Nothing follows. */
    void rejected();

    /**
     * Receives an event.
     *
     * @param message the JSON text of the event, as Circle sent it
     */
    void received(String message);

    /** The events have ended. Nothing follows. */
    void ended(RelayEnd end);

    /** The reason of the events' end. */
    enum RelayEnd {
        /** The lease ended, its session's time is over, or the application is being undeployed. */
        LEASE_ENDED,
        /** Circle has not been reached for 30 seconds. The subscriber may try again. */
        CIRCLE_UNREACHABLE
    }
}
