package io.github.circleauth.sandbox;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** A closed gate at which calls of one operation wait until it is released; once released it stays open. */
public final class Gate implements AutoCloseable {

    /** Where a call is held. */
    enum Place {
        BEFORE_EFFECT,
        BEFORE_ANSWER
    }

    private final String operation;
    private final Place place;
    private final Consumer<Gate> onRelease;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean open;
    private int waiting;

    Gate(String operation, Place place, Consumer<Gate> onRelease) {
        this.operation = operation;
        this.place = place;
        this.onRelease = onRelease;
    }

    /** The operation whose calls are held, or {@code *}. */
    public String operation() {
        return operation;
    }

    /** How many calls stand at this gate now. */
    public int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until so many calls stand at this gate.
     *
     * @throws IllegalStateException if they haven't come in time
     */
    public void awaitWaiting(int calls, Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (waiting < calls) {
                if (nanos <= 0) {
                    throw new IllegalStateException(
                            waiting + " of " + calls + " calls came to the gate of " + operation + " within " + atMost);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for calls of " + operation, e);
        } finally {
            lock.unlock();
        }
    }

    /** Lets every call through, those that wait and those to come. */
    public void release() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onRelease.accept(this);
    }

    @Override
    public void close() {
        release();
    }

    Place place() {
        return place;
    }

    void pass() throws InterruptedException {
        lock.lock();
        try {
            waiting++;
            changed.signalAll();
            while (!open) {
                changed.await();
            }
        } finally {
            waiting--;
            lock.unlock();
        }
    }
}
