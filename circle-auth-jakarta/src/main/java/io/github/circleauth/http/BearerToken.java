package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.util.regex.Pattern;

/** The form of a bearer token (RFC 6750, b64token), so that none can smuggle a line break into a header. */
final class BearerToken {

    private static final int MAX_LENGTH = 8192;
    private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]++=*+");

    private BearerToken() {}

    static boolean isWellFormed(String token) {
        return token.length() <= MAX_LENGTH && B64TOKEN.matcher(token).matches();
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
