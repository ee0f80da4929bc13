package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.List;

/** A behaviour that Circle's documentation leaves open, with its possible values. The first value is the default. */
enum Switch {
    REFRESH_TOKENS("refresh-tokens", "shared", "exclusive"),
    EARLY_REFRESH("early-refresh", "new", "same", "refused"),
    REFRESH_CHECKS_APP_TOKEN("refresh-checks-app-token", "yes", "no"),
    REFRESH_REVOCATION_ENDS_ACCESS("refresh-revocation-ends-access", "no", "yes"),
    TOO_MANY_REQUESTS("too-many-requests", "without-retry-after", "seconds", "date"),
    JWT("jwt", "rs256", "hs256"),
    REFRESH_LIFE("refresh-life", "P30D", "calendar-month"),
    SEVERAL_IDENTIFIERS("several-identifiers", "precedence", "refused"),
    CABLE_TOKEN_REFUSAL("cable-token-refusal", "401", "403", "disconnect"),
    CABLE_ORIGIN("cable-origin", "404", "403", "not-checked"),
    CABLE_SUBPROTOCOL("cable-subprotocol", "optional", "required"),
    CABLE_CUT_AT_EXPIRY("cable-cut-at-expiry", "no", "disconnect", "close"),
    CABLE_CUT_AT_REVOCATION("cable-cut-at-revocation", "no", "disconnect", "close"),
    CABLE_EVENT_NAME("cable-event-name", "event", "type", "event-and-data"),
    CABLE_ROOM_KEY("cable-room-key", "any", "id", "chat_room_id", "chat_room_uuid");

    final String label;

    // List.of returns an unmodifiable list.
    @SuppressWarnings("ImmutableEnumChecker")
    final List<String> values;

    Switch(String label, String... values) {
        this.label = label;
        this.values = List.of(values);
    }

    /**
     * Returns the switch with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Switch byName(String name) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no switch '" + name + "', only "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(candidate -> candidate.label)
                                        .toList())));
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if it is none of this switch's values
     */
    String checkValue(String value) {
        if (values.contains(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                "The switch '" + label + "' can't be '" + value + "', only " + String.join(" or ", values));
    }
}
