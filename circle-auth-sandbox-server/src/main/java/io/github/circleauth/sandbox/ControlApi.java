package io.github.circleauth.sandbox;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Map;
import java.util.Set;

/**
 * The control API under {@code /_sandbox/}. It gives a client over HTTP the control of a {@link Circle} that a test in
 * the same JVM has. The response to a form of the console is a redirect to the console, any other response is JSON.
 */
final class ControlApi {

    private static final String ROOT = "/_sandbox/";

    private final Circle circle;
    private final ListenAddress address;
    private final Console console;
    private final CableControl cable;

    ControlApi(Circle circle, ListenAddress address) {
        this.circle = circle;
        this.address = address;
        this.console = new Console(circle);
        this.cable = new CableControl(circle.cable());
    }

    /** Whether a request is for the control API or the console. */
    static boolean isFor(SandboxRequest request) {
        return request.path().equals("/") || request.path().startsWith(ROOT);
    }

    SandboxResponse handle(SandboxRequest request) {
        return handled(request)
                .withHeader("x-content-type-options", "nosniff")
                .withHeader("cache-control", "no-store")
                .withHeader("cross-origin-resource-policy", "same-origin");
    }

    private SandboxResponse handled(SandboxRequest request) {
        // A page of another site must not be able to control the sandbox, by DNS rebinding or by a form.
        String host = request.header("host");
        if (host == null || !address.mayBeCalled(host)) {
            return message(
                    403,
                    address.isLoopback()
                            ? "The sandbox serves requests from its own machine only."
                            : "The sandbox does not know itself by this Host. Use an IP address, the name that it listens"
                                    + " on, a name without dots, or one below .internal, .local, .localhost or .test.");
        }
        if (!request.method().equals("GET") && isCrossOrigin(request)) {
            return message(403, "The sandbox accepts no changes from pages of another origin.");
        }
        try {
            return request.method().equals("GET") ? get(request) : post(request);
        } catch (JsonException e) {
            return message(400, "The body is not a JSON object.");
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return message(400, String.valueOf(e.getMessage()));
        }
    }

    private SandboxResponse get(SandboxRequest request) {
        return switch (request.path()) {
            case "/" -> console.page();
            case ROOT + "console.css" -> console.style();
            case ROOT + "audit" ->
                SandboxResponse.ok(AuditJson.of(
                        circle, "true".equals(request.queryParameters().get("values"))));
            case ROOT + "cable" -> SandboxResponse.ok(cable.state());
            case ROOT + "clock" -> SandboxResponse.ok(clock());
            case ROOT + "faults" -> SandboxResponse.ok(faults());
            case ROOT + "gates" -> SandboxResponse.ok(gates());
            case ROOT + "switches" -> SandboxResponse.ok(switches());
            default -> unknown(request);
        };
    }

    private SandboxResponse post(SandboxRequest request) {
        String type = request.header("content-type");
        boolean form = type != null && type.startsWith("application/x-www-form-urlencoded");
        String subject =
                request.path().substring(Math.min(ROOT.length(), request.path().length()));
        if (!request.method().equals("POST")
                || !Set.of("cable", "clock", "faults", "gates", "switches", "reset")
                        .contains(subject)) {
            return unknown(request);
        }
        JsonValue state = change(subject, fields(subject, request, form));
        return form ? SandboxResponse.of(303, Map.of("location", "/"), new byte[0]) : SandboxResponse.ok(state);
    }

    /** Changes the subject and returns its new state. */
    private JsonValue change(String subject, JsonFields fields) {
        switch (subject) {
            case "cable" -> cable.change(fields);
            case "clock" -> circle.clock().advance(fields.duration("advance"));
            case "faults" -> planFault(fields);
            case "gates" -> changeGate(fields);
            case "switches" -> fields.texts().forEach(circle.switches()::set);
            default -> circle.reset();
        }
        return switch (subject) {
            case "cable" -> cable.state();
            case "clock" -> clock();
            case "faults" -> faults();
            case "gates" -> gates();
            case "switches" -> switches();
            default -> Json.object().add("reset", true).build();
        };
    }

    private static JsonFields fields(String subject, SandboxRequest request, boolean form) {
        if (form) {
            return JsonFields.ofForm(subject, new String(request.body(), StandardCharsets.UTF_8));
        }
        return new JsonFields(
                subject, request.body().length == 0 ? JsonValue.EMPTY_JSON_OBJECT : Json.parseObject(request.body()));
    }

    private void planFault(JsonFields fields) {
        if (fields.flag("clear")) {
            circle.faults().clear();
        } else if (fields.flag("always")) {
            circle.faults().always(fields.text("operation"), FaultParser.parse(fields));
        } else {
            circle.faults().next(fields.text("operation"), FaultParser.parse(fields));
        }
    }

    private void changeGate(JsonFields fields) {
        if (fields.has("hold")) {
            circle.gates().hold(fields.text("hold"));
        } else if (fields.has("hold_answer")) {
            circle.gates().holdResponse(fields.text("hold_answer"));
        } else {
            String operation = Operation.checkName(fields.text("release"));
            circle.gates().closed().stream()
                    .filter(gate -> operation.equals(Operation.ANY) || operation.equals(gate.operation()))
                    .forEach(Gate::release);
        }
    }

    private JsonObject clock() {
        return Json.object()
                .add("now", Timestamps.iso(circle.clock().instant()))
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
                    .add("holds", gate.place() == Gate.Place.BEFORE_EXECUTION ? "calls" : "answers")
                    .add("waiting", gate.waiting()));
        }
        return closed.build();
    }

    private JsonValue switches() {
        var all = Json.object();
        circle.switches().all().forEach(all::add);
        return all.build();
    }

    private static boolean isCrossOrigin(SandboxRequest request) {
        String origin = request.header("origin");
        String site = request.header("sec-fetch-site");
        return (origin != null && !origin.equals("http://" + request.header("host")))
                || (site != null && !site.equals("same-origin") && !site.equals("none"));
    }

    private static SandboxResponse unknown(SandboxRequest request) {
        return message(404, "Unknown method or path: " + request);
    }

    private static SandboxResponse message(int status, String text) {
        return SandboxResponse.of(status, Json.object().add("message", text).build());
    }
}
