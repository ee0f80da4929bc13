package io.github.circleauth.sandbox;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The moment between an answer's last byte and the note that it was delivered. A client may have read the answer before
 * the note is made; who reads the audit then waits for it, so that tests see what they have caused.
 */
final class Settling {

    private static final long PATIENCE_SECONDS = 2;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    void begin() {
        lock.readLock().lock();
    }

    void end() {
        lock.readLock().unlock();
    }

    /** Returns when no answer is being handed over, or after a while: a caller that doesn't read must not stop us. */
    void await() {
        try {
            if (lock.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                lock.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
