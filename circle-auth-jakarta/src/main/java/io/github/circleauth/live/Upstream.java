package io.github.circleauth.live;

import io.github.circleauth.AccessToken;

/** Opens connections to Circle's real-time channel. Thread-safe; never blocks. */
interface Upstream extends AutoCloseable {

    /**
     * Starts to open a connection.
     *
     * @param token the member's token, for the handshake
     * @param origin the value of the handshake's Origin header, one of the community's allowed domains
     */
    Connection open(AccessToken token, String origin, Listener listener);

    /** Aborts all connections. */
    @Override
    void close();

    /** One connection, open or about to be. */
    interface Connection {

        /** Sends a text. Texts are sent in this order; one that is sent after the end is dropped. */
        void send(String text);

        /** Asks for one more text: the last one has been dealt with. Without it, few texts come, and Circle has to wait. */
        void more();

        /** Ends the connection at once. The listener is told nothing from then on. */
        void abort();
    }

    /** Is told of a connection's texts, one at a time and in order, on any thread. Returns at once. */
    interface Listener {

        void received(String text);

        /**
         * Is called once, last.
         *
         * @param detail what happened, for the log; without a secret
         */
        void ended(UpstreamEnd end, String detail);
    }

    /** How a connection ended that was not aborted. */
    enum UpstreamEnd {
        /** Circle refused the handshake because of the token: 401 or 403. */
        TOKEN_REFUSED,
        /** Circle can't be reached, refused the handshake for another reason, or closed the connection. */
        LOST
    }
}
