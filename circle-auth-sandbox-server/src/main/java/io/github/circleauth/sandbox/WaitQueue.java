package io.github.circleauth.sandbox;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The requests that wait for the same condition. A test can wait until a number of them have arrived. */
final class WaitQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int waiting;

    /** Returns the number of requests that wait now. */
    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until at least {@code count} requests wait here.
     *
     * @param where completes "requests waited …" in the message
     * @throws IllegalStateException if there are fewer when the time is over
     */
    void awaitWaiting(int count, Duration atMost, String where) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (waiting < count) {
                if (nanos <= 0) {
                    throw new IllegalStateException(
                            waiting + " of " + count + " requests waited " + where + " within " + atMost);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for requests to wait " + where, e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks the calling thread until no time is left.
     *
     * @param nanosLeft the remaining time, evaluated again after each change and when that time is over
     */
    void await(LongSupplier nanosLeft) throws InterruptedException {
        lock.lock();
        try {
            waiting++;
            changed.signalAll();
            for (long left = nanosLeft.getAsLong(); left > 0; left = nanosLeft.getAsLong()) {
                // The result isn't needed, since the remaining time is evaluated again.
                long unused = changed.awaitNanos(left);
            }
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /** Changes the condition and lets each waiting request evaluate it again. */
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
