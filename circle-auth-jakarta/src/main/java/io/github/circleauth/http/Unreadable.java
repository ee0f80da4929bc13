package io.github.circleauth.http;

/** An answer's body is not what Circle documents. Its message says which field and what about it, never a value. */
final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
        super(message);
    }
}
