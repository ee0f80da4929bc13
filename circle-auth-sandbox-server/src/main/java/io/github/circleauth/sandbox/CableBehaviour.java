package io.github.circleauth.sandbox;

import java.time.Duration;

/**
 * How a connection of the real-time channel behaves from its start on.
 *
 * @param authorized whether its token was accepted. If not, the client is told so, and disconnected
 * @param welcome whether it is welcomed
 * @param pings whether it gets pings
 * @param pace the time by which each message is sent after the one before
 */
record CableBehaviour(boolean authorized, boolean welcome, boolean pings, Duration pace) {

    static final CableBehaviour CORRECT = new CableBehaviour(true, true, true, Duration.ZERO);
    static final CableBehaviour UNAUTHORIZED = new CableBehaviour(false, false, false, Duration.ZERO);

    CableBehaviour withoutWelcome() {
        return new CableBehaviour(authorized, false, pings, pace);
    }

    CableBehaviour withoutPings() {
        return new CableBehaviour(authorized, welcome, false, pace);
    }

    CableBehaviour withPace(Duration slow) {
        return new CableBehaviour(authorized, welcome, pings, slow);
    }
}
