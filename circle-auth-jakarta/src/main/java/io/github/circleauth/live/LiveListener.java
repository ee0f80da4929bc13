package io.github.circleauth.live;

/**
 * Receives the events of one channel. Is called on the library's own threads, by one at a time and in order, without a request:
 * inject nothing that needs one. Those threads are few, so it must not wait for long: one that is too slow is cut off, and the
 * others are late meanwhile. What it throws is logged, and changes nothing.
 */
@FunctionalInterface
public interface LiveListener {

    /**
     * Receives an event.
     *
     * @param json the event as Circle sent it, mostly a JSON object
     */
    void onEvent(String json);

    /**
     * Circle has confirmed the subscription. Called again if Circle was not reached for half a minute or more; the events of that
     * time are lost.
     */
    default void onSubscribed() {}

    /** The subscription has ended, otherwise than by {@link LiveSubscription#close()}. Nothing follows. */
    default void onEnd(End end) {}

    /** Why a subscription ended. */
    enum End {
        /** The session ended, nobody has used it for its timeout, or the application is being undeployed. */
        SIGNED_OUT,
        /** Circle rejected the channel for this member, the user is no member, or the session has too many subscriptions. */
        REJECTED,
        /** The listener was slower than the events came. */
        TOO_SLOW
    }
}
