package io.github.circleauth.seal;

/** A sealed text can't be opened. The caller decides what that means for the text's owner. */
public final class BrokenSealException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String keyId;

    BrokenSealException(String keyId, String reason) {
        super("A sealed text (key " + keyId + ") can't be opened: " + reason + ".");
        this.keyId = keyId;
    }

    /** Returns the exception for a sealed text that a key opens, with a content that its reader does not know. */
    public static BrokenSealException ofContent(String openedText) {
        return new BrokenSealException(
                openedText.split("\\.", 3)[1], "its content is of another version of this library");
    }

    /** Returns the id of the key that the text names, or {@code (none)}. */
    public String keyId() {
        return keyId;
    }
}
