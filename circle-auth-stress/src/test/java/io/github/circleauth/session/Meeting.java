package io.github.circleauth.session;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * Times the end of a lease so that it meets a renewal on another thread. An end takes a fraction of a renewal's time: without
 * a delay it would be over before the renewal's first step, and hardly ever fall between two of its steps.
 */
final class Meeting {

    /** The approximate time from a request to the completion of its renewal, in turns of a spinning thread. */
    private static final int REQUEST = 512;

    /** The approximate time until another thread sees a write to a volatile field, in the same unit. */
    private static final int VISIBILITY = 32;

    private volatile boolean requested;
    private volatile boolean completing;

    /** Called when a request to Circle begins. */
    void requested() {
        requested = true;
    }

    /** Called when the renewal is about to put the tokens into the lease's cell, where the end may meet it. */
    void completing() {
        completing = true;
        pause(VISIBILITY);
    }

    /** Prepares for the race, after a renewal that precedes it. */
    void reset() {
        requested = false;
        completing = false;
    }

    /** Delays the end at random: not at all, to some step of the renewal, or to its completion. */
    void letTheOtherGetAhead() {
        switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> {}
            case 1 -> {
                await(() -> requested);
                pause(REQUEST);
            }
            default -> {
                await(() -> completing);
                pause(VISIBILITY);
            }
        }
    }

    /** Waits for a limited time, since the other thread may have nothing to do. */
    private static void await(BooleanSupplier condition) {
        for (int turns = 20_000; turns > 0 && !condition.getAsBoolean(); turns--) {
            Thread.onSpinWait();
        }
    }

    private static void pause(int most) {
        for (int turns = ThreadLocalRandom.current().nextInt(most); turns > 0; turns--) {
            Thread.onSpinWait();
        }
    }
}
