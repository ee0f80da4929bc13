package io.github.circleauth.http;

import io.github.circleauth.Secret;
import java.util.regex.Pattern;

/** What a bearer token may look like (RFC 6750, b64token), so that none can carry a line break or anything else along. */
final class Bearer {

    private static final int MAX_LENGTH = 8192;
    private static final Pattern B64TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]++=*+");

    private Bearer() {}

    static boolean isWellFormed(String token) {
        return token.length() <= MAX_LENGTH && B64TOKEN.matcher(token).matches();
    }

    /**
     * Returns the token if it is well-formed.
     *
     * @throws IllegalArgumentException if it is not; the message does not repeat it
     */
    static Secret check(String what, Secret token) {
        if (!isWellFormed(token.reveal())) {
            throw new IllegalArgumentException("The " + what + " is no bearer token: 1 to " + MAX_LENGTH
                    + " characters out of letters, digits and -._~+/ are allowed, then perhaps =.");
        }
        return token;
    }
}
