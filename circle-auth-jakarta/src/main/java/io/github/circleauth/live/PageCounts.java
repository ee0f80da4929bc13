package io.github.circleauth.live;

import java.util.concurrent.atomic.LongAdder;

/** Counts what happened to pages since the start. Thread-safe. */
final class PageCounts {

    private final LongAdder refused = new LongAdder();
    private final LongAdder cutOff = new LongAdder();
    private final LongAdder messagesDropped = new LongAdder();

    /** A page was one too many. */
    void refused() {
        refused.increment();
    }

    /** A page exceeded a bound, read too slowly, or sent what is not Action Cable. */
    void cutOff() {
        cutOff.increment();
    }

    /** A page called an action, which is not passed on. */
    void messageDropped() {
        messagesDropped.increment();
    }

    long pagesRefused() {
        return refused.sum();
    }

    long pagesCutOff() {
        return cutOff.sum();
    }

    long droppedMessages() {
        return messagesDropped.sum();
    }
}
