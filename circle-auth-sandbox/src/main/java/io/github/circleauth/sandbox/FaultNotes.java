package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Faults as the control face names them. */
final class FaultNotes {

    static final String KINDS =
            "status, too-many-requests, html, refusal, lost, another-member, delay, reset, cut, drip,"
                    + " content-type, malformed, huge-body, gzip-bomb, more-headers";

    private FaultNotes() {}

    static Fault read(Fields note) {
        String kind = note.text("fault");
        return switch (kind) {
            case "status" ->
                new Fault.Status(
                        note.status("status"),
                        note.text("body", ""),
                        note.within("headers").texts());
            case "too-many-requests" -> Fault.tooManyRequests(note.duration("after"));
            case "html" -> Fault.html(note.status("status"));
            case "refusal" -> Fault.refusal(named(Refusal.class, note.text("refusal")));
            case "lost" -> Fault.lost();
            case "another-member" -> Fault.anotherMember();
            case "delay" -> Fault.delay(note.duration("length"));
            case "reset" -> Fault.reset();
            case "cut" -> Fault.cut(note.count("bytes"));
            case "drip" -> Fault.drip(named(Fault.Phase.class, note.text("from")), note.duration("pause"));
            case "content-type" -> Fault.contentType(note.text("type"));
            case "malformed" -> Fault.malformed();
            case "huge-body" -> Fault.hugeBody(note.count("spaces"));
            case "gzip-bomb" -> Fault.gzipBomb(note.count("spaces"));
            case "more-headers" -> Fault.moreHeaders(note.count("count"), note.count("length"));
            default -> throw new IllegalArgumentException("There is no fault '" + kind + "', only " + KINDS);
        };
    }

    private static <E extends Enum<E>> E named(Class<E> kind, String name) {
        E[] all = kind.getEnumConstants();
        return Arrays.stream(all)
                .filter(one -> one.name().equalsIgnoreCase(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no "
                        + kind.getSimpleName().toLowerCase(Locale.ROOT) + " '" + name + "', only "
                        + Arrays.stream(all).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
