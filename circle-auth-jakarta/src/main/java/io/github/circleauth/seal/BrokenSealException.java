package io.github.circleauth.seal;

/** A sealed text can't be opened. The caller decides what that means for the text's owner. */
public final class BrokenSealException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String keyId;

    BrokenSealException(String keyId, String reason) {
        super("A sealed text (key " + keyId + ") can't be opened: " + reason + ".");
        this.keyId = keyId;
    }

    /** Returns the id of the key that the text names, or {@code (none)}. */
    public String keyId() {
        return keyId;
    }
}
