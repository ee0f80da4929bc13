package io.github.circleauth.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.operations.DiagnosticsPage.Column;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Share;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import io.github.circleauth.operations.DiagnosticsPage.UserAnswer;
import io.github.circleauth.operations.UserQuestion.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the diagnostics page as HTML, without a script and without any other file. Every value is escaped. */
final class DiagnosticsHtml {

    private static final String CSS = css();

    /** The page may use its own style, and send its own form; nothing else. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'sha256-" + sha256(CSS)
            + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StringBuilder html = new StringBuilder(16 * 1024);
    private final Instant now;

    private DiagnosticsHtml(Instant now) {
        this.now = now;
    }

    private static String css() {
        try (InputStream in = Objects.requireNonNull(DiagnosticsHtml.class.getResourceAsStream("diagnostics.css"))) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JVM has SHA-256.", impossible);
        }
    }

    static String of(DiagnosticsPage page, Optional<UserQuestion> question) {
        DiagnosticsHtml html = new DiagnosticsHtml(page.at());
        html.head("circle-auth diagnostics");
        html.attention(page.attention());
        html.user(page.answer(), question);
        html.raw("<div class=\"sections\">\n");
        page.sections().forEach(html::section);
        html.raw("</div>\n");
        return html.end();
    }

    /** Returns a sentence that stands for the page. */
    static String ofProblem(String problem, Instant now) {
        DiagnosticsHtml html = new DiagnosticsHtml(now);
        html.head("circle-auth diagnostics");
        html.raw("<p class=\"attention\">").text(problem).raw("</p>\n");
        return html.end();
    }

    private DiagnosticsHtml raw(String markup) {
        html.append(markup);
        return this;
    }

    private DiagnosticsHtml text(String text) {
        html.append(VisibleText.html(text));
        return this;
    }

    private void head(String title) {
        raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>")
                .text(title)
                .raw("</title>\n<style>" + CSS + "</style>\n</head>\n<body>\n<header><h1>")
                .text(title)
                .raw("</h1><p>This server, at ")
                .raw("<time datetime=\"" + now + "\">" + TIME.format(now)
                        + "</time> UTC. Reload the page for newer values.")
                .raw("</p></header>\n<main>\n");
    }

    private String end() {
        return raw("</main>\n</body>\n</html>\n").html.toString();
    }

    private void attention(List<String> sentences) {
        raw("<section class=\"" + (sentences.isEmpty() ? "calm" : "attention") + "\"><h2>Needs attention</h2>\n");
        if (sentences.isEmpty()) {
            raw("<p>Nothing.</p>");
        } else {
            raw("<ul>");
            sentences.forEach(sentence -> raw("<li>").text(sentence).raw("</li>\n"));
            raw("</ul>");
        }
        raw("</section>\n");
    }

    private void user(Optional<UserAnswer> answer, Optional<UserQuestion> question) {
        raw("<section id=\"user\"><h2>Why has this user no token?</h2>\n<form method=\"post\" action=\"\">\n");
        raw("<div><label for=\"kind\">Look up by</label><select id=\"kind\" name=\"kind\">");
        for (Kind kind : Kind.values()) {
            boolean chosen = question.filter(asked -> asked.kind() == kind).isPresent();
            raw("<option value=\"" + kind.parameter() + "\"" + (chosen ? " selected" : "") + ">")
                    .text(kind.label())
                    .raw("</option>");
        }
        raw("</select></div>\n<div class=\"wide\"><label for=\"who\">The user</label>")
                .raw("<input id=\"who\" name=\"user\" type=\"text\" required maxlength=\"320\" autocomplete=\"off\"")
                .raw(" spellcheck=\"false\" autocapitalize=\"none\" value=\"")
                .text(question.map(UserQuestion::value).orElse(""))
                .raw("\"></div>\n<button>Look up</button>\n</form>\n");
        answer.ifPresent(this::answer);
        raw("</section>\n");
    }

    private void answer(UserAnswer answer) {
        raw("<div class=\"answer\" id=\"answer\"><p>")
                .text(answer.problem().orElse(answer.summary()))
                .raw("</p>\n");
        answer.leases().forEach(lease -> {
            raw("<h3>").text(lease.title()).raw("</h3>\n");
            facts(lease.facts());
        });
        raw("</div>\n");
    }

    private void section(Section section) {
        raw("<section id=\"" + section.key() + "\"><h2>").text(section.title()).raw("</h2>\n");
        if (!section.note().isEmpty()) {
            raw("<p class=\"note\">").text(section.note()).raw("</p>\n");
        }
        facts(section.facts());
        section.tables().forEach(table -> table(section, table));
        raw("</section>\n");
    }

    private void facts(List<Fact> facts) {
        if (facts.isEmpty()) {
            return;
        }
        raw("<dl>\n");
        facts.stream().filter(fact -> fact.value() != null).forEach(fact -> {
            raw("<div><dt>").text(fact.label()).raw("</dt><dd>");
            value(fact.value());
            raw("</dd></div>\n");
        });
        raw("</dl>\n");
    }

    private void table(Section section, Table table) {
        String id = section.key() + "-" + table.key();
        raw("<h3 id=\"" + id + "\">").text(table.caption()).raw("</h3>\n");
        if (table.rows().isEmpty()) {
            raw("<p class=\"note\">").text(table.ifEmpty()).raw("</p>\n");
            return;
        }
        raw("<table aria-labelledby=\"" + id + "\"" + (hasTexts(table) ? " class=\"texts\"" : "") + ">\n<thead><tr>");
        for (Column column : table.columns()) {
            raw("<th scope=\"col\">").text(column.label()).raw("</th>");
        }
        raw("</tr></thead>\n<tbody>\n");
        table.rows().forEach(row -> row(table.columns(), row));
        raw("</tbody></table>\n");
    }

    /** Returns whether a table is too wide for a phone, where each of its rows becomes a list. */
    private static boolean hasTexts(Table table) {
        return table.rows().stream().anyMatch(row -> row.stream().skip(1).anyMatch(String.class::isInstance));
    }

    private void row(List<Column> columns, List<@Nullable Object> row) {
        raw("<tr>");
        for (int i = 0; i < row.size(); i++) {
            raw(i == 0 ? "<th scope=\"row\">" : "<td data-label=\"");
            if (i > 0) {
                text(columns.get(i).label()).raw("\">");
            }
            value(row.get(i));
            raw(i == 0 ? "</th>" : "</td>");
        }
        raw("</tr>\n");
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            raw("<span class=\"none\">none</span>");
        } else if (value instanceof Mark mark) {
            raw("<span class=\"mark " + mark.tone().name().toLowerCase(Locale.ROOT) + "\">")
                    .text(mark.text())
                    .raw("</span>");
        } else if (value instanceof Share share) {
            share(share);
        } else if (value instanceof Instant moment) {
            raw("<time datetime=\"" + moment + "\">").text(TIME.format(moment)).raw("</time> ");
            raw("<span class=\"ago\">")
                    .text(Spans.fromNow(Duration.between(now, moment)))
                    .raw("</span>");
        } else if (value instanceof Duration span) {
            text(Spans.of(span));
        } else if (value instanceof Boolean is) {
            text(is ? "yes" : "no");
        } else {
            text(value.toString());
        }
    }

    /** A bar by attributes alone: the page allows no style of an element. */
    private void share(Share share) {
        int percent = Math.min(100, share.percent());
        raw("<span class=\"share\">" + share.percent() + " % <svg aria-hidden=\"true\" viewBox=\"0 0 100 8\"")
                .raw(" preserveAspectRatio=\"none\"><rect class=\"whole\" width=\"100\" height=\"8\"/>")
                .raw("<rect class=\"part\" width=\"" + percent + "\" height=\"8\"/></svg></span>");
    }
}
