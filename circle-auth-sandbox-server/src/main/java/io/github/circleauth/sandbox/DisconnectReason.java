package io.github.circleauth.sandbox;

import java.util.Locale;

/** A reason with which Circle's real-time channel disconnects a client. */
public enum DisconnectReason {
    UNAUTHORIZED(false),
    INVALID_REQUEST(false),
    SERVER_RESTART(true),
    REMOTE(true);

    private final boolean reconnect;

    DisconnectReason(boolean reconnect) {
        this.reconnect = reconnect;
    }

    /** Returns the message to the client, which says too whether the client may connect again. */
    String message() {
        return Json.object()
                .add("type", "disconnect")
                .add("reason", name().toLowerCase(Locale.ROOT))
                .add("reconnect", reconnect)
                .build()
                .toString();
    }
}
