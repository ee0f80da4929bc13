package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The control face under {@code /_sandbox/}: what a test can do to a {@link Circle} in its own JVM, over HTTP. Forms of
 * the console are answered with the way back to it, everything else with JSON.
 */
final class Control {

    private static final String ROOT = "/_sandbox/";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private final Circle circle;
    private final Console console;

    Control(Circle circle) {
        this.circle = circle;
        this.console = new Console(circle);
    }

    static boolean isFor(Call call) {
        return call.path().equals("/") || call.path().startsWith(ROOT);
    }

    Answer answer(Call call) {
        // A page of another site must not steer the sandbox of whoever looks at it, by rebinding a name or by a form.
        if (!isLoopback(call.header("host"))) {
            return message(403, "The sandbox is there for its own machine only.");
        }
        if (!call.method().equals("GET") && isForeign(call)) {
            return message(403, "The sandbox takes no orders from pages of another origin.");
        }
        try {
            return call.method().equals("GET") ? shown(call) : done(call);
        } catch (JsonException e) {
            return message(400, "The body is not a JSON object.");
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return message(400, String.valueOf(e.getMessage()));
        }
    }

    private Answer shown(Call call) {
        return switch (call.path()) {
            case "/" -> console.page();
            case ROOT + "console.css" -> console.style();
            case ROOT + "audit" ->
                Answer.of(
                        200,
                        AuditReport.of(
                                circle, "true".equals(Form.fields(call.query()).get("values"))));
            case ROOT + "clock" -> Answer.of(200, clock());
            case ROOT + "faults" -> Answer.of(200, faults());
            case ROOT + "gates" -> Answer.of(200, gates());
            case ROOT + "switches" -> Answer.of(200, switches());
            default -> unknown(call);
        };
    }

    private Answer done(Call call) {
        String type = call.header("content-type");
        boolean form = type != null && type.startsWith("application/x-www-form-urlencoded");
        String subject =
                call.path().substring(Math.min(ROOT.length(), call.path().length()));
        if (!call.method().equals("POST")
                || !Set.of("clock", "faults", "gates", "switches", "reset").contains(subject)) {
            return unknown(call);
        }
        JsonValue state = changed(subject, wishes(subject, call, form));
        return form ? Answer.of(303, Map.of("location", "/"), new byte[0]) : Answer.of(200, state);
    }

    private JsonValue changed(String subject, Fields wishes) {
        switch (subject) {
            case "clock" -> circle.clock().advance(wishes.duration("advance"));
            case "faults" -> plan(wishes);
            case "gates" -> move(wishes);
            case "switches" -> wishes.texts().forEach(circle.switches()::set);
            default -> circle.reset();
        }
        return switch (subject) {
            case "clock" -> clock();
            case "faults" -> faults();
            case "gates" -> gates();
            case "switches" -> switches();
            default -> Json.object().add("reset", true).build();
        };
    }

    private static Fields wishes(String subject, Call call, boolean form) {
        if (form) {
            return Fields.ofForm(subject, new String(call.body(), StandardCharsets.UTF_8));
        }
        return new Fields(subject, call.body().length == 0 ? JsonValue.EMPTY_JSON_OBJECT : Json.objectIn(call.body()));
    }

    private void plan(Fields wishes) {
        if (wishes.flag("clear")) {
            circle.faults().clear();
        } else if (wishes.flag("always")) {
            circle.faults().always(wishes.text("operation"), FaultNotes.read(wishes));
        } else {
            circle.faults().next(wishes.text("operation"), FaultNotes.read(wishes));
        }
    }

    private void move(Fields wishes) {
        if (wishes.has("hold")) {
            circle.gates().hold(wishes.text("hold"));
        } else if (wishes.has("hold_answer")) {
            circle.gates().holdAnswer(wishes.text("hold_answer"));
        } else {
            String operation = Operation.checked(wishes.text("release"));
            circle.gates().closed().stream()
                    .filter(gate -> operation.equals(Operation.ANY) || operation.equals(gate.operation()))
                    .forEach(Gate::release);
        }
    }

    private JsonObject clock() {
        return Json.object()
                .add("now", Times.iso(circle.clock().instant()))
                .add("offset", circle.clock().offset().toString())
                .build();
    }

    private JsonValue faults() {
        JsonArrayBuilder planned = Json.array();
        for (Faults.Planned each : circle.faults().planned()) {
            planned.add(Json.object()
                    .add("operation", each.operation())
                    .add("fault", each.fault().toString())
                    .add("always", each.always()));
        }
        return planned.build();
    }

    private JsonValue gates() {
        JsonArrayBuilder closed = Json.array();
        for (Gate gate : circle.gates().closed()) {
            closed.add(Json.object()
                    .add("operation", gate.operation())
                    .add("holds", gate.place() == Gate.Place.BEFORE_EFFECT ? "calls" : "answers")
                    .add("waiting", gate.waiting()));
        }
        return closed.build();
    }

    private JsonValue switches() {
        var all = Json.object();
        circle.switches().all().forEach(all::add);
        return all.build();
    }

    private static boolean isLoopback(@Nullable String host) {
        return host != null && LOOPBACK.contains(host.replaceFirst(":[0-9]+$", ""));
    }

    private static boolean isForeign(Call call) {
        String origin = call.header("origin");
        return origin != null && !origin.equals("http://" + call.header("host"));
    }

    private static Answer unknown(Call call) {
        return message(404, "There is no " + call + " here.");
    }

    private static Answer message(int status, String text) {
        return Answer.of(status, Json.object().add("message", text).build());
    }
}
