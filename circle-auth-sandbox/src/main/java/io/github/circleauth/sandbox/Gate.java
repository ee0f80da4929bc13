package io.github.circleauth.sandbox;

import java.time.Duration;
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
    private final HeldCalls calls = new HeldCalls();
    private boolean open;

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
        return calls.waiting();
    }

    /**
     * Waits until so many calls stand at this gate.
     *
     * @throws IllegalStateException if they haven't come in time
     */
    public void awaitWaiting(int calls, Duration atMost) {
        this.calls.await(calls, atMost, "to the gate of " + operation);
    }

    /** Lets every call through, those that wait and those to come. */
    public void release() {
        calls.change(() -> open = true);
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
        calls.hold(() -> open ? 0 : Long.MAX_VALUE);
    }
}
