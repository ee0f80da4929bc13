package io.github.circleauth.seal;

/** A sealed text can't be opened. What to do about it is decided by whoever wanted to open it. */
public final class BrokenSealException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String keyId;

    BrokenSealException(String keyId, String why) {
        super("A sealed text (key " + keyId + ") can't be opened: " + why + ".");
        this.keyId = keyId;
    }

    /** Returns the id of the key that the text names, or {@code (none)}. */
    public String keyId() {
        return keyId;
    }
}
