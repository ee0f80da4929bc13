package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.List;

/** The part of the control API for the real-time channel. All fields are texts, so that forms have them too. */
final class CableControl {

    static final String ACTIONS = "event, message, disconnect, drop, stall, stop-pings, slow, resume";

    private final Cable cable;

    CableControl(Cable cable) {
        this.cable = cable;
    }

    /** Executes an action: on the connection or on the member's connections that the fields name, otherwise on all. */
    void change(JsonFields fields) {
        String action = fields.text("action");
        List<CableConnection> affected = affected(fields);
        switch (action) {
            case "event" -> {
                String name = fields.text("event");
                String more = fields.text("fields", "{}");
                send(affected, fields.text("channel"), cable.event(name, Cable.parsed(more)));
            }
            case "message" -> send(affected, fields.text("channel"), Cable.parsed(fields.text("message")));
            case "disconnect" -> {
                DisconnectReason reason = FaultParser.constant(DisconnectReason.class, fields.text("reason"));
                affected.forEach(connection -> connection.disconnect(reason));
            }
            case "drop" -> affected.forEach(CableConnection::drop);
            case "stall" -> affected.forEach(CableConnection::stall);
            case "stop-pings" -> affected.forEach(CableConnection::stopPings);
            case "slow" -> {
                Duration pace = CableOutbox.checkPace(fields.duration("pace"));
                affected.forEach(connection -> connection.slow(pace));
            }
            case "resume" -> affected.forEach(CableConnection::resume);
            default -> throw new IllegalArgumentException("There is no action '" + action + "', only " + ACTIONS);
        }
    }

    private static void send(List<CableConnection> affected, String channel, JsonValue message) {
        affected.forEach(connection ->
                connection.event(subscription -> subscription.channel().equals(channel), message));
    }

    private List<CableConnection> affected(JsonFields fields) {
        return cable.connections().stream()
                .filter(connection -> matches(fields, "connection", connection.id())
                        && matches(fields, "community_member_id", connection.communityMemberId()))
                .toList();
    }

    private static boolean matches(JsonFields fields, String name, long value) {
        return !fields.has(name) || fields.text(name).equals(Long.toString(value));
    }

    JsonValue state() {
        JsonArrayBuilder connections = Json.array();
        for (CableConnection each : cable.connections()) {
            JsonArrayBuilder subscriptions = Json.array();
            each.subscriptions().forEach(subscriptions::add);
            JsonArrayBuilder received = Json.array();
            each.received().forEach(received::add);
            connections.add(Json.object()
                    .add("connection", Long.toString(each.id()))
                    .add("community_member_id", each.communityMemberId())
                    .add("since", Timestamps.iso(each.since()))
                    .add("subscriptions", subscriptions)
                    .add("events_sent", each.eventsSent())
                    .add("received", received));
        }
        return connections.build();
    }
}
