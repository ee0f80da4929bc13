package io.github.circleauth.http;

/** There is no whole answer. Its message is our own wording: what the network said is not trusted to be harmless. */
final class NoReply extends Exception {

    private static final long serialVersionUID = 1L;

    /** How far the call came. */
    enum Stage {
        /** No connection was made, or what looked like one was none. */
        UNCONNECTED,
        /** There was a connection, but nothing of the request has left. */
        UNSENT,
        /** The request may have been sent. */
        SENT,
        /** Something came that is no HTTP, or breaks the bounds set for it. */
        UNREADABLE
    }

    private final Stage stage;

    NoReply(Stage stage, String message) {
        super(message);
        this.stage = stage;
    }

    Stage stage() {
        return stage;
    }
}
