package io.github.circleauth.sandbox;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Calls that stand still until something changes, and a test that waits for them to come. */
final class HeldCalls {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting;

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many calls stand here.
     *
     * @param where completes the sentence "1 of 2 calls came …"
     * @throws IllegalStateException if they haven't come in time
     */
    void await(int calls, Duration atMost, String where) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (waiting < calls) {
                if (nanos <= 0) {
                    throw new IllegalStateException(
                            waiting + " of " + calls + " calls came " + where + " within " + atMost);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for calls to come " + where, e);
        } finally {
            lock.unlock();
        }
    }

    /** Holds the calling thread while there is time left; after each change, and when it is over, that is asked again. */
    void hold(LongSupplier nanosLeft) throws InterruptedException {
        lock.lock();
        try {
            waiting++;
            changed.signalAll();
            for (long left = nanosLeft.getAsLong(); left > 0; left = nanosLeft.getAsLong()) {
                long unusedSinceItIsAskedAgain = changed.awaitNanos(left);
            }
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Changes what those who stand here wait for. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
