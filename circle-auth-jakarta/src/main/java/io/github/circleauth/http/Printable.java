package io.github.circleauth.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text from outside, made fit for a log line and a terminal. */
final class Printable {

    private static final int LONGEST_MESSAGE = 200;
    private static final int LONGEST_ID = 100;
    private static final Pattern ANSI =
            Pattern.compile("\\x1B(?:\\[[0-?]*[ -/]*[@-~]|[@-Z\\\\-_])|\\x9B[0-?]*[ -/]*[@-~]");
    // Controls, invisible formatting such as right-to-left overrides, line and paragraph separators, half surrogates.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
    private static final Pattern ID = Pattern.compile("[!-~]{1," + LONGEST_ID + "}");

    private Printable() {}

    /** Returns a message on one line, cut short; or nothing if it repeats what must not be told. */
    static Optional<String> message(String text, List<String> untold) {
        String clean = INVISIBLE
                .matcher(ANSI.matcher(text).replaceAll(""))
                .replaceAll("")
                .strip();
        if (clean.isEmpty() || tells(text, untold) || tells(clean, untold)) {
            return Optional.empty();
        }
        return Optional.of(cut(clean));
    }

    /** Returns an id if it is one, that is a short printable word that repeats nothing that must not be told. */
    static Optional<String> id(String text, List<String> untold) {
        return ID.matcher(text).matches() && !tells(text, untold) ? Optional.of(text) : Optional.empty();
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST_MESSAGE) {
            return text;
        }
        int end = LONGEST_MESSAGE - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    private static boolean tells(String text, List<String> untold) {
        String lower = text.toLowerCase(Locale.ROOT);
        return untold.stream().anyMatch(secret -> lower.contains(secret.toLowerCase(Locale.ROOT)));
    }
}
