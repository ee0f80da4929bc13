package io.github.circleauth.live;

import io.github.circleauth.http.StrictJson;
import io.github.circleauth.http.StrictJson.Unreadable;
import jakarta.json.stream.JsonParserFactory;

/**
 * A command of a page's.
 *
 * @param identifier names the subscription: JSON within a string, chosen by the page
 */
record PageCommand(Kind kind, String identifier) {

    /** The commands of Action Cable. */
    enum Kind {
        SUBSCRIBE,
        UNSUBSCRIBE,
        /** Calls an action of the channel. Circle documents none. */
        MESSAGE
    }

    /**
     * Parses a page's text.
     *
     * @throws Unreadable if it is not a command
     */
    static PageCommand parse(JsonParserFactory parsers, String text) throws Unreadable {
        StrictJson json = StrictJson.parse(parsers, text);
        Kind kind = switch (json.string("command")) {
            case "subscribe" -> Kind.SUBSCRIBE;
            case "unsubscribe" -> Kind.UNSUBSCRIBE;
            case "message" -> Kind.MESSAGE;
            default -> throw new Unreadable("its command is unknown");
        };
        return new PageCommand(kind, json.string("identifier"));
    }
}
