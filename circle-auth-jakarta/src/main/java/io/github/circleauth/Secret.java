package io.github.circleauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;

/**
 * A confidential text: an app token, an access token or a refresh token.
 *
 * <p>{@link #toString()} returns a mask, and {@link #equals} compares in constant time. Only {@link #reveal()} returns the
 * text, so that every use of it can be found by that name. A secret is not serializable, and has no properties for JSON-B.
 */
public final class Secret {

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    /**
     * Creates a secret.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public static Secret of(String text) {
        if (requireNonNull(text, "text").isBlank()) {
            throw new IllegalArgumentException("A secret is blank.");
        }
        return new Secret(text);
    }

    /** Returns the text. The caller must keep it out of logs, messages and responses. */
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
