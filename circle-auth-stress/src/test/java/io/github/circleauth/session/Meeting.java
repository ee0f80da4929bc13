package io.github.circleauth.session;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Where a thread that brings tokens and one that ends their lease meet. An end is a fraction of the length of a renewal: left
 * to chance it would be over before the renewal came to anything, and hardly ever fall between two of its steps.
 */
final class Meeting {

    /** In turns of a spinning thread, roughly: from the question to the landing, and from one thread to another. */
    private static final int AS_LONG_AS_AN_ANSWER_TAKES = 512;

    private static final int AS_LONG_AS_NEWS_TAKE = 32;

    private volatile boolean asked;
    private volatile boolean landing;

    /** Called when Circle is asked. */
    void asked() {
        asked = true;
    }

    /** Called when what Circle answered is about to be put where the end may meet it. */
    void landing() {
        landing = true;
        pause(AS_LONG_AS_NEWS_TAKE);
    }

    /** Makes ready for the race, after what led to it. */
    void nothingYet() {
        asked = false;
        landing = false;
    }

    /** Lets the other thread get ahead: not at all, until somewhere between question and answer, or until that lands. */
    void letTheOtherGetAhead() {
        switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> {}
            case 1 -> {
                await(() -> asked);
                pause(AS_LONG_AS_AN_ANSWER_TAKES);
            }
            default -> {
                await(() -> landing);
                pause(AS_LONG_AS_NEWS_TAKE);
            }
        }
    }

    /** Waits, not for ever: the other thread may find nothing to do. */
    private static void await(BooleanSupplier there) {
        for (int patience = 20_000; patience > 0 && !there.getAsBoolean(); patience--) {
            Thread.onSpinWait();
        }
    }

    private static void pause(int most) {
        for (int turns = ThreadLocalRandom.current().nextInt(most); turns > 0; turns--) {
            Thread.onSpinWait();
        }
    }
}
