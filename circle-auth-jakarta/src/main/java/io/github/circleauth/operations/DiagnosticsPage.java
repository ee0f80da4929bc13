package io.github.circleauth.operations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of the diagnostics page, independent of HTML and JSON: both show the same.
 *
 * <p>A value is a {@link String}, a {@link Number}, a {@link Boolean}, an {@link Instant}, a {@link Duration}, a {@link Mark}, a {@link
 * Share}, or null where there is none.
 *
 * @param at when it was made
 * @param attention what an operator should look at, in sentences
 * @param answer the answer to the question for a user, if one was asked
 * @param sections the rest
 */
record DiagnosticsPage(Instant at, List<String> attention, Optional<UserAnswer> answer, List<Section> sections) {

    /**
     * A value whose meaning has a colour.
     *
     * @param text the value, in letters that JSON shows too
     */
    record Mark(String text, Tone tone) {}

    /** A part of a whole, in per cent; a bar in HTML. */
    record Share(int part, int whole) {

        int percent() {
            return whole == 0 ? 0 : (int) Math.round(100.0 * part / whole);
        }
    }

    /** Whether a value is good or bad news. */
    enum Tone {
        GOOD,
        WAITING,
        BAD,
        NEUTRAL
    }

    /** A labelled value. */
    record Fact(String key, String label, @Nullable Object value) {}

    /** A column of a table. */
    record Column(String key, String label) {}

    /**
     * A table.
     *
     * @param rows the values of each row, as many as there are columns
     * @param ifEmpty what stands there without rows
     */
    record Table(String key, String caption, List<Column> columns, List<List<@Nullable Object>> rows, String ifEmpty) {}

    /** A part of the page, with facts, then tables. */
    record Section(String key, String title, String note, List<Fact> facts, List<Table> tables) {}

    /**
     * The answer to the question why a user has no token.
     *
     * @param problem why the question can't be answered; empty if it can
     * @param summary the answer in a sentence
     * @param leases a section for each lease of the user
     */
    record UserAnswer(Optional<String> problem, String summary, List<Section> leases) {}
}
