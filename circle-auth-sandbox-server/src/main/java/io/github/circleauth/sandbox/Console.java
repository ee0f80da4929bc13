package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.Html.escaped;

import io.github.circleauth.sandbox.Audit.CallRecord;
import io.github.circleauth.sandbox.Audit.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The console: one HTML page, generated for each request, that works without scripts. */
final class Console {

    static final int ROWS = 50;
    private static final Map<String, String> HEADERS = Map.of(
            "content-type", "text/html; charset=utf-8",
            "cache-control", "no-store",
            "x-content-type-options", "nosniff",
            "content-security-policy",
                    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");

    private final Circle circle;

    Console(Circle circle) {
        this.circle = circle;
    }

    SandboxResponse page() {
        Instant now = circle.clock().instant();
        String page = """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>Circle sandbox</title>
                <link rel="stylesheet" href="/_sandbox/console.css">
                </head>
                <body>
                <header>
                <h1>Circle sandbox</h1>
                <p>A stand-in for Circle, with community %s. All data is invented.</p>
                </header>
                <main>
                %s</main>
                </body>
                </html>
                """.formatted(
                        circle.communityId(),
                        clock(now)
                                + switches()
                                + new CableConsole(circle.cable()).section()
                                + members(now)
                                + tokens(now)
                                + calls());
        return SandboxResponse.of(200, HEADERS, page.getBytes(StandardCharsets.UTF_8));
    }

    SandboxResponse style() {
        try (InputStream css = Objects.requireNonNull(Console.class.getResourceAsStream("console.css"))) {
            return SandboxResponse.of(200, Map.of("content-type", "text/css; charset=utf-8"), css.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String clock(Instant now) {
        return """
                <section aria-labelledby="clock">
                <h2 id="clock">Clock</h2>
                <p class="clock"><time datetime="%1$s">%1$s</time> <span class="muted">moved by %2$s</span></p>
                <form class="row" method="post" action="/_sandbox/clock">
                <button name="advance" value="PT1M">+ 1 minute</button>
                <button name="advance" value="PT10M">+ 10 minutes</button>
                <button name="advance" value="PT1H">+ 1 hour</button>
                <button name="advance" value="P30D">+ 30 days</button>
                </form>
                <form class="row" method="post" action="/_sandbox/reset">
                <button class="danger">Reset everything</button>
                </form>
                </section>
                """.formatted(Timestamps.iso(now), escaped(circle.clock().offset()));
    }

    private String switches() {
        StringBuilder rows = new StringBuilder();
        for (Switch each : Switch.values()) {
            String current = circle.switches().value(each);
            StringBuilder buttons = new StringBuilder();
            for (String value : each.values) {
                buttons.append("<button name=\"%s\" value=\"%s\" aria-pressed=\"%s\">%s</button>\n"
                        .formatted(escaped(each.label), escaped(value), value.equals(current), escaped(value)));
            }
            rows.append("""
                    <form class="switch" method="post" action="/_sandbox/switches">
                    <span>%s</span><span class="choices">%s</span>
                    </form>
                    """.formatted(escaped(each.label), buttons));
        }
        return section("switches", "Switches", "Behaviour that Circle's documentation leaves open.", rows.toString());
    }

    private String members(Instant now) {
        List<Token> tokens = circle.audit().tokens();
        StringBuilder rows = new StringBuilder(Html.head("Id", "Name", "E-mail", "SSO user id", "Tokens alive"));
        for (Person person : circle.people()) {
            long alive = tokens.stream()
                    .filter(token -> token.communityMemberId() == person.communityMemberId() && token.alive(now))
                    .count();
            rows.append(Html.row(person.communityMemberId(), person.name(), person.email(), person.ssoUserId(), alive));
        }
        return section("members", "Members", "", table(rows));
    }

    private String tokens(Instant now) {
        List<Token> tokens = latestFirst(circle.audit().tokens());
        StringBuilder rows = new StringBuilder(
                Html.head("Token", "Kind", "Member", "State", "By", "Issued", "Expires", "Delivered", "Uses"));
        for (Token token : tokens) {
            String row = Html.row(
                    token.masked(),
                    token.kind() == Audit.Kind.ACCESS ? "access" : "refresh",
                    token.communityMemberId(),
                    token.state(now),
                    token.issuedBy(),
                    Timestamps.iso(token.issuedAt()),
                    Timestamps.iso(token.expiresAt()),
                    token.delivered() ? "yes" : "no",
                    token.uses());
            rows.append(row.replaceFirst("<tr>", "<tr class=\"" + token.state(now) + "\">"));
        }
        return section("tokens", "Tokens", tokens.isEmpty() ? "No tokens issued yet." : "Latest first.", table(rows));
    }

    private String calls() {
        List<CallRecord> calls = latestFirst(circle.audit().calls());
        StringBuilder rows = new StringBuilder(Html.head("At", "Call", "Status", "Member", "Refused with", "Response"));
        for (CallRecord call : calls) {
            rows.append(Html.row(
                    Timestamps.iso(call.at()),
                    call.method() + " " + call.path(),
                    call.status(),
                    Objects.requireNonNullElse(call.communityMemberId(), ""),
                    Objects.requireNonNullElse(call.refusal(), ""),
                    call.example() ? "documented example" : ""));
        }
        return section("calls", "Calls", calls.isEmpty() ? "No calls yet." : "Latest first.", table(rows));
    }

    private static <T> List<T> latestFirst(List<T> all) {
        List<T> latest = new ArrayList<>(all.subList(Math.max(0, all.size() - ROWS), all.size()));
        Collections.reverse(latest);
        return latest;
    }

    static String table(CharSequence rows) {
        return "<div class=\"wide\" tabindex=\"0\"><table>\n" + rows + "</table></div>\n";
    }

    static String section(String id, String title, String note, String content) {
        String paragraph = note.isEmpty() ? "" : "<p class=\"muted\">" + escaped(note) + "</p>\n";
        return """
                <section aria-labelledby="%1$s">
                <h2 id="%1$s">%2$s</h2>
                %3$s%4$s</section>
                """.formatted(id, escaped(title), paragraph, content);
    }
}
