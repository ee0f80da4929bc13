package io.github.circleauth.sandbox;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The gates that hold requests, so that a test controls the order of two events.
 *
 * <pre>{@code
 * try (Gate gate = circle.gates().hold("access_token/refresh")) {
 *     // start a refresh ...
 *     gate.awaitWaiting(1, Duration.ofSeconds(5));
 *     // ... and do what must happen before it completes
 * }
 * }</pre>
 *
 * <p>Operations are {@code auth_token}, {@code access_token/refresh}, {@code access_token/revoke},
 * {@code refresh_token/revoke}, the Member API's paths without their prefix, and {@code *} for all of them.
 */
public final class Gates {

    private final List<Gate> closed = new CopyOnWriteArrayList<>();

    Gates() {}

    /** Holds requests before they take effect. */
    public Gate hold(String operation) {
        return close(operation, Gate.Place.BEFORE_EXECUTION);
    }

    /** Holds requests after they took effect (a token has been issued) and before the response is sent. */
    public Gate holdResponse(String operation) {
        return close(operation, Gate.Place.BEFORE_RESPONSE);
    }

    /** Opens every gate. */
    public void releaseAll() {
        closed.forEach(Gate::release);
    }

    /** Returns the gates that are closed now. */
    public List<Gate> closed() {
        return List.copyOf(closed);
    }

    void pass(Operation operation, Gate.Place place) throws InterruptedException {
        for (Gate gate : closed) {
            if (gate.place() == place && operation.matches(gate.operation())) {
                gate.pass();
            }
        }
    }

    private Gate close(String operation, Gate.Place place) {
        Gate gate = new Gate(Operation.checkName(operation), place, closed::remove);
        closed.add(gate);
        return gate;
    }
}
