package io.github.circleauth.sandbox;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The responses whose last byte is being sent but which are not yet marked as delivered. A client may have read such a
 * response already. A reader of the audit waits until it is marked, so that a test sees the effects of its own
 * requests.
 */
final class PendingDeliveries {

    private static final long LONGEST_WAIT_SECONDS = 2;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    void begin() {
        lock.readLock().lock();
    }

    void end() {
        lock.readLock().unlock();
    }

    /**
     * Returns when no delivery is pending, or after two seconds: a client that doesn't read must not block the caller.
     */
    void awaitNone() {
        try {
            if (lock.writeLock().tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                lock.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
