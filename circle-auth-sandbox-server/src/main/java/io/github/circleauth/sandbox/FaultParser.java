package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads a fault from the JSON of the control API. */
final class FaultParser {

    static final String KINDS =
            "status, too-many-requests, html, refusal, lost, another-member, delay, reset, cut, drip,"
                    + " content-type, malformed, huge-body, gzip-bomb, more-headers, no-welcome, no-pings, slow";

    private FaultParser() {}

    static Fault parse(JsonFields fields) {
        String kind = fields.text("fault");
        return switch (kind) {
            case "status" ->
                new Fault.Status(
                        fields.status("status"),
                        fields.text("body", ""),
                        fields.nested("headers").texts());
            case "too-many-requests" -> Fault.tooManyRequests(fields.duration("after"));
            case "html" -> Fault.html(fields.status("status"));
            case "refusal" -> Fault.refusal(constant(Refusal.class, fields.text("refusal")));
            case "lost" -> Fault.lost();
            case "another-member" -> Fault.anotherMember();
            case "delay" -> Fault.delay(fields.duration("length"));
            case "reset" -> Fault.reset();
            case "cut" -> Fault.cut(fields.count("bytes"));
            case "drip" -> Fault.drip(constant(Fault.Phase.class, fields.text("from")), fields.duration("pause"));
            case "content-type" -> Fault.contentType(fields.text("type"));
            case "malformed" -> Fault.malformed();
            case "huge-body" -> Fault.hugeBody(fields.count("spaces"));
            case "gzip-bomb" -> Fault.gzipBomb(fields.count("spaces"));
            case "more-headers" -> Fault.moreHeaders(fields.count("count"), fields.count("length"));
            case "no-welcome" -> CableFault.noWelcome();
            case "no-pings" -> CableFault.noPings();
            case "slow" -> CableFault.slow(fields.duration("pace"));
            default -> throw new IllegalArgumentException("There is no fault '" + kind + "', only " + KINDS);
        };
    }

    /** Returns the constant with this name, in any case and with hyphens or underscores. */
    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        E[] all = type.getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> one.name().equalsIgnoreCase(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no "
                        + type.getSimpleName().toLowerCase(Locale.ROOT) + " '" + name + "', only "
                        + Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
