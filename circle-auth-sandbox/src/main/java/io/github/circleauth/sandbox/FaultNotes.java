package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Faults as the control face names them. */
final class FaultNotes {

    static final String KINDS = "status, too-many-requests, html, refusal, lost, another-member";

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
            case "refusal" -> Fault.refusal(refusal(note.text("refusal")));
            case "lost" -> Fault.lost();
            case "another-member" -> Fault.anotherMember();
            default -> throw new IllegalArgumentException("There is no fault '" + kind + "', only " + KINDS);
        };
    }

    private static Refusal refusal(String name) {
        return Arrays.stream(Refusal.values())
                .filter(refusal -> refusal.name().equalsIgnoreCase(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no refusal '" + name + "', only "
                        + Arrays.stream(Refusal.values()).map(Enum::name).collect(Collectors.joining(", "))));
    }
}
