package io.github.circleauth.servers.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A WebSocket of the application's own that does nothing: what the server itself needs for one. */
@ServerEndpoint("/plain")
public class PlainSocket {

    @OnMessage
    public void received(String text) {
        // Nothing is sent.
    }
}
