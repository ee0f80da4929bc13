package io.github.circleauth.live;

import java.util.HexFormat;

/** The texts of Action Cable's protocol that a server sends. */
final class PageTexts {

    private static final int FIRST_PRINTABLE = 0x20;
    private static final int LAST_ASCII = 0x7e;

    private PageTexts() {}

    /** Why a page is disconnected, in Action Cable's words, and whether it may come back. */
    enum Disconnect {
        /** Nobody is signed in, or the session has ended: a page that came back would find the same. */
        UNAUTHORIZED("unauthorized", false),
        /** Circle or this application is away for a while. */
        SERVER_RESTART("server_restart", true),
        /** There are too many pages now. */
        REMOTE("remote", true),
        /** The page keeps to no bound, and would not after a new start either. */
        INVALID_REQUEST("invalid_request", false);

        private final String text;

        Disconnect(String reason, boolean reconnect) {
            this.text = "{\"type\":\"disconnect\",\"reason\":\"" + reason + "\",\"reconnect\":" + reconnect + "}";
        }

        String text() {
            return text;
        }
    }

    static String welcome(String socketId) {
        return "{\"type\":\"welcome\",\"sid\":" + quoted(socketId) + "}";
    }

    static String ping(long epochSecond) {
        return "{\"type\":\"ping\",\"message\":" + epochSecond + "}";
    }

    static String confirmed(String identifier) {
        return "{\"identifier\":" + quoted(identifier) + ",\"type\":\"confirm_subscription\"}";
    }

    static String rejected(String identifier) {
        return "{\"identifier\":" + quoted(identifier) + ",\"type\":\"reject_subscription\"}";
    }

    /**
     * Returns the text of an event.
     *
     * @param message the event, in JSON
     */
    static String event(String identifier, String message) {
        return "{\"identifier\":" + quoted(identifier) + ",\"message\":" + message + "}";
    }

    /** Returns a JSON string. It is ASCII, so that each character survives the encoding of the frame. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < FIRST_PRINTABLE || each > LAST_ASCII) {
                // Hostile identifiers have many of these, in each event: a format would take too long.
                json.append("\\u").append(HexFormat.of().toHexDigits(each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }
}
