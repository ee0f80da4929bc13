package io.github.circleauth.http;

/** There is no whole answer. Its message is our own wording: what the network said is not trusted to be harmless. */
final class NoReply extends Exception {

    private static final long serialVersionUID = 1L;

    /** How far the call came. */
    enum Stage {
        /** To nowhere: all connections that may be had are in use by other calls. */
        BUSY("all connections are in use"),
        /** Not even to a connection, or what looked like one was none. */
        UNCONNECTED("no connection could be made"),
        /** To a connection, but nothing of the request has left. */
        UNSENT("no secure connection could be made"),
        /** The request may have been sent. */
        SENT("the connection broke before the whole answer was there"),
        /** What came passes the bounds that are set for an answer's head. */
        UNREADABLE("it has too many or too long headers");

        private final String what;

        Stage(String what) {
            this.what = what;
        }

        /** Returns what has usually happened when a call ends here. */
        String what() {
            return what;
        }
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
