package io.github.circleauth.sandbox;

import java.time.Duration;
import java.util.function.Consumer;

/** A closed gate that holds requests of one operation until it is released. A released gate stays open. */
public final class Gate implements AutoCloseable {

    /** The point at which a request is held. */
    enum Place {
        BEFORE_EXECUTION,
        BEFORE_RESPONSE
    }

    private final String operation;
    private final Place place;
    private final Consumer<Gate> onRelease;
    private final WaitQueue requests = new WaitQueue();
    private boolean open;

    Gate(String operation, Place place, Consumer<Gate> onRelease) {
        this.operation = operation;
        this.place = place;
        this.onRelease = onRelease;
    }

    /** The operation whose requests are held, or {@code *}. */
    public String operation() {
        return operation;
    }

    /** Returns the number of requests that this gate holds now. */
    public int waiting() {
        return requests.waiting();
    }

    /**
     * Waits until this gate holds at least {@code count} requests.
     *
     * @throws IllegalStateException if there are fewer when the time is over
     */
    public void awaitWaiting(int count, Duration atMost) {
        requests.awaitWaiting(count, atMost, "at the gate of " + operation);
    }

    /** Opens the gate for all requests, those held now and later ones. */
    public void release() {
        requests.change(() -> open = true);
        onRelease.accept(this);
    }

    /** Releases the gate. */
    @Override
    public void close() {
        release();
    }

    Place place() {
        return place;
    }

    void pass() throws InterruptedException {
        requests.await(() -> open ? 0 : Long.MAX_VALUE);
    }
}
