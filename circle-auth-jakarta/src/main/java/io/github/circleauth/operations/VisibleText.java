package io.github.circleauth.operations;

import java.util.regex.Pattern;

/** Makes text from outside fit for a page: what would not be seen is shown by its number, and nothing becomes markup. */
final class VisibleText {

    /** Control characters, invisible formatting such as right-to-left overrides, separators of lines, half surrogate pairs. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Cn}]");

    private VisibleText() {}

    /** Returns the text with the invisible characters as {@code \}{@code u202e}. */
    static String of(String text) {
        return INVISIBLE
                .matcher(text)
                .replaceAll(
                        found -> "\\\\u" + String.format("%04x", found.group().codePointAt(0)));
    }

    /** Returns the text for an element or a quoted attribute of HTML. */
    static String html(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (char c : of(text).toCharArray()) {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
