package io.github.circleauth.live;

/**
 * A text of Circle's, which speaks Action Cable. What an event contains is Circle's and the application's matter, and passes on
 * as it is.
 *
 * @param type what the text is
 * @param identifier the channel that it concerns, as it was subscribed to; empty if it concerns the whole connection
 * @param content the JSON text of an event, or the reason of a disconnect; otherwise empty
 */
record CableText(Type type, String identifier, String content) {

    /** The kinds of texts. */
    enum Type {
        WELCOME,
        PING,
        CONFIRMATION,
        REJECTION,
        EVENT,
        DISCONNECT,
        /** No text of the protocol, or of a later version of it. */
        OTHER
    }

    /** The reason of a disconnect that concerns the token. */
    static final String UNAUTHORIZED = "unauthorized";

    static final CableText UNKNOWN = new CableText(Type.OTHER, "", "");
}
