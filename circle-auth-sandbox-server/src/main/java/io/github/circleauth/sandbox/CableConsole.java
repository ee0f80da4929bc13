package io.github.circleauth.sandbox;

import static io.github.circleauth.sandbox.Html.escaped;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The console's part for the real-time channel: the live connections, with buttons that disturb them. */
record CableConsole(Cable cable) {

    private static final List<String> REASONS = Stream.of(DisconnectReason.values())
            .map(reason -> reason.name().toLowerCase(Locale.ROOT))
            .toList();
    private static final List<String> CHANNELS = List.of(
            CableSubscription.NOTIFICATIONS,
            CableSubscription.CHAT_ROOMS,
            CableSubscription.ROOM,
            CableSubscription.THREADS);

    String section() {
        List<CableConnection> connections = cable.connections();
        StringBuilder rows = new StringBuilder(Html.head(
                "Connection", "Member", "Since", "Subscriptions", "Events sent", "Disturb it", "Disconnect it"));
        connections.stream().limit(Console.ROWS).forEach(connection -> rows.append(row(connection)));
        return Console.section(
                "cable",
                "Real-time channel",
                connections.isEmpty()
                        ? "No connections to /cable."
                        : "Live connections to /cable, the oldest first: " + connections.size() + ".",
                Console.table(rows) + handshakes() + event());
    }

    private static String row(CableConnection connection) {
        String id = "<input type=\"hidden\" name=\"connection\" value=\"" + connection.id() + "\">";
        String plain = Html.row(
                connection.id(),
                connection.communityMemberId(),
                Timestamps.iso(connection.since()),
                String.join(" ", connection.subscriptions()),
                connection.eventsSent());
        String disturb = form("cable", id + buttons("action", List.of("drop", "stall", "stop-pings", "resume")));
        String disconnect = form("cable", id + hidden("action", "disconnect") + buttons("reason", REASONS));
        return plain.replace("</tr>", "<td>" + disturb + "</td><td>" + disconnect + "</td></tr>");
    }

    private static String handshakes() {
        String faults = buttons("fault", List.of("no-welcome", "no-pings", "lost", "reset"));
        return labelled("The next handshake", form("faults", hidden("operation", "cable") + faults))
                + labelled(
                        "All connections",
                        form("cable", buttons("action", List.of("drop", "stall", "stop-pings", "resume"))))
                + labelled(
                        "Disconnect all", form("cable", hidden("action", "disconnect") + buttons("reason", REASONS)));
    }

    private static String event() {
        String channels = CHANNELS.stream()
                .map(channel -> "<option>" + escaped(channel) + "</option>")
                .collect(Collectors.joining());
        return labelled("An event", form("cable", hidden("action", "event") + """
                <label>Member <input name="community_member_id" inputmode="numeric" pattern="[0-9]+" required></label>
                <label>Channel <select name="channel">%s</select></label>
                <label>Event <input name="event" value="newNotification" required></label>
                <label>Fields <input name="fields" value="{}" required></label>
                <button>Send</button>
                """.formatted(channels)));
    }

    private static String labelled(String label, String form) {
        return "<div class=\"switch\"><span>" + escaped(label) + "</span>" + form + "</div>\n";
    }

    private static String form(String subject, String content) {
        return "<form class=\"choices\" method=\"post\" action=\"/_sandbox/" + subject + "\">\n" + content
                + "</form>\n";
    }

    private static String hidden(String name, String value) {
        return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + value + "\">\n";
    }

    private static String buttons(String name, List<String> values) {
        return values.stream()
                .map(value -> "<button name=\"%1$s\" value=\"%2$s\">%3$s</button>\n"
                        .formatted(name, value, value.replace('_', ' ').replace('-', ' ')))
                .collect(Collectors.joining());
    }
}
