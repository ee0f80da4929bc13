package io.github.circleauth.live;

/** One subscriber's place in a relay. */
interface Subscription {

    /**
     * Ends the subscription. The subscriber is told nothing from then on, but for a call that is under way on another thread.
     * Never blocks; does nothing the second time.
     */
    void close();
}
