package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;

/**
 * A text that must not be seen: an app token, an access token, a refresh token.
 *
 * <p>It cannot print itself, compares in constant time, and gives its text only to {@link #reveal()}, so that every
 * place where a secret leaves its wrapping can be found by searching for that one word. It is not serializable, and
 * JSON-B finds no property in it.
 */
public final class Secret {

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Wraps a text.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public static Secret of(String text) {
        if (requireNonNull(text, "text").isBlank()) {
            throw new IllegalArgumentException("A secret is blank.");
        }
        return new Secret(text);
    }

    /** Returns the text itself. Whoever calls this answers for where it goes. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(text.getBytes(UTF_8), that.text.getBytes(UTF_8));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the same mask for every secret. */
    @Override
    public String toString() {
        return "[secret]";
    }
}
