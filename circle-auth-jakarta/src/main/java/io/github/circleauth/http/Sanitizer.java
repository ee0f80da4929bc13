package io.github.circleauth.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes text from outside fit for a log line and a terminal. */
final class Sanitizer {

    private static final int MAX_MESSAGE_LENGTH = 200;
    private static final int MAX_ID_LENGTH = 100;
    private static final Pattern ANSI =
            Pattern.compile("\\x1B(?:\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])|\\x9B[0-?]*[ -/]*[@-~]");
    // Control characters, invisible formatting such as right-to-left overrides, line and paragraph separators,
    // surrogates.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
    private static final Pattern ID = Pattern.compile("[!-~]{1," + MAX_ID_LENGTH + "}");

    private Sanitizer() {}

    /** Returns the message on one line, truncated; nothing if it contains a secret. */
    static Optional<String> message(String text, List<String> secrets) {
        String clean = INVISIBLE
                .matcher(ANSI.matcher(text).replaceAll(""))
                .replaceAll("")
                .strip();
        if (clean.isEmpty() || containsAny(text, secrets) || containsAny(clean, secrets)) {
            return Optional.empty();
        }
        return Optional.of(truncated(clean));
    }

    /** Returns the id if it is short, printable and contains no secret. */
    static Optional<String> id(String text, List<String> secrets) {
        return ID.matcher(text).matches() && !containsAny(text, secrets) ? Optional.of(text) : Optional.empty();
    }

    private static String truncated(String text) {
        if (text.length() <= MAX_MESSAGE_LENGTH) {
            return text;
        }
        int end = MAX_MESSAGE_LENGTH - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static boolean containsAny(String text, List<String> secrets) {
        String lower = text.toLowerCase(Locale.ROOT);
        return secrets.stream().anyMatch(secret -> lower.contains(secret.toLowerCase(Locale.ROOT)));
    }
}
