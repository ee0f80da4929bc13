package io.github.circleauth.sandbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gates at which calls can be held, so that a test decides which of two things comes first.
 *
 * <pre>{@code
 * try (Gate gate = circle.gates().hold("access_token/refresh")) {
 *     // start what refreshes ...
 *     gate.awaitWaiting(1, Duration.ofSeconds(5));
 *     // ... and do what must happen meanwhile
 * }
 * }</pre>
 *
 * Operations are {@code auth_token}, {@code access_token/refresh}, {@code access_token/revoke},
 * {@code refresh_token/revoke}, the Member API's paths without their prefix, and {@code *} for all of them.
 */
public final class Gates {

    private final List<Gate> closed = new CopyOnWriteArrayList<>();

    Gates() {}

    /** Holds calls before they take effect. */
    public Gate hold(String operation) {
        return close(operation, Gate.Place.BEFORE_EFFECT);
    }

    /** Holds calls after they took effect (a token is already made), before they are answered. */
    public Gate holdAnswer(String operation) {
        return close(operation, Gate.Place.BEFORE_ANSWER);
    }

    /** Opens every gate. */
    public void releaseAll() {
        closed.forEach(Gate::release);
    }

    /** The gates that are closed now. */
    public List<Gate> closed() {
        return List.copyOf(closed);
    }

    void pass(Operation operation, Gate.Place place) throws InterruptedException {
        for (Gate gate : closed) {
            if (gate.place() == place && operation.isCalled(gate.operation())) {
                gate.pass();
            }
        }
    }

    private Gate close(String operation, Gate.Place place) {
        Gate gate = new Gate(Operation.checked(operation), place, closed::remove);
        closed.add(gate);
        return gate;
    }
}
