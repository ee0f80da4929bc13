package io.github.circleauth.live;

import java.util.function.Consumer;

/** The server's side of one page's WebSocket. No method waits. */
interface PageTransport {

    /** Why a socket is closed (RFC 6455, 7.4.1). */
    enum Close {
        UNSUPPORTED_DATA(1003),
        POLICY_VIOLATION(1008),
        TOO_BIG(1009),
        SERVICE_RESTART(1012),
        TRY_AGAIN_LATER(1013);

        private final int code;

        Close(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * Sends a text. Called only when the former one is done with.
     *
     * @param sent is told, on any thread, whether the text has left this server
     */
    void send(String text, Consumer<Boolean> sent);

    /** Sends a ping of the WebSocket protocol, to which browsers respond by themselves. */
    void ping();

    /** Closes the socket. What has not been sent by then is lost. */
    void close(Close reason);
}
