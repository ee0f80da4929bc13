package io.github.circleauth.http;

import io.github.circleauth.Secret;

/** The form of a bearer token (RFC 6750, b64token), so that none can smuggle a line break into a header. */
final class BearerToken {

    private static final int MAX_LENGTH = 8192;
    private static final String SIGNS = "-._~+/";

    private BearerToken() {}

    /** Each request to Circle asks, and a regular expression takes longer for a token than all else in the library. */
    static boolean isWellFormed(String token) {
        int end = token.length();
        while (end > 0 && token.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            if (!isAllowed(token.charAt(i))) {
                return false;
            }
        }
        return end > 0 && token.length() <= MAX_LENGTH;
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || SIGNS.indexOf(c) >= 0;
    }

    /**
     * Returns the token if it is well-formed.
     *
     * @throws IllegalArgumentException if it is not; the message does not repeat it
     */
    static Secret check(String name, Secret token) {
        if (!isWellFormed(token.reveal())) {
            throw new IllegalArgumentException("The " + name + " is no bearer token: 1 to " + MAX_LENGTH
                    + " characters out of letters, digits and -._~+/ are allowed, then perhaps =.");
        }
        return token;
    }
}
