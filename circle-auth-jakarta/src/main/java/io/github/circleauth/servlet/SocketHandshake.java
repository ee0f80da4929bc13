package io.github.circleauth.servlet;

import jakarta.servlet.http.HttpServletRequest;

/** Tells the handshakes of WebSockets from other requests. */
final class SocketHandshake {

    private SocketHandshake() {}

    /** Returns whether a request asks for a WebSocket, over HTTP/1.1 (RFC 6455, 4.1) or HTTP/2 (RFC 8441, 5). */
    static boolean isIn(HttpServletRequest request) {
        return request.getHeader("Sec-WebSocket-Version") != null;
    }
}
