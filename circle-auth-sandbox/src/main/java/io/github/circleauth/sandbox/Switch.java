package io.github.circleauth.sandbox;

import java.util.Arrays;
import java.util.List;

/** Something that Circle leaves open, with the ways it may turn out; the first is the default. */
enum Switch {
    REFRESH_TOKENS("refresh-tokens", "shared", "exclusive"),
    EARLY_REFRESH("early-refresh", "new", "same", "refused"),
    REFRESH_CHECKS_APP_TOKEN("refresh-checks-app-token", "yes", "no"),
    REFRESH_REVOCATION_ENDS_ACCESS("refresh-revocation-ends-access", "no", "yes"),
    TOO_MANY_REQUESTS("too-many-requests", "without-retry-after", "seconds", "date"),
    JWT("jwt", "rs256", "hs256"),
    REFRESH_LIFE("refresh-life", "P30D", "calendar-month"),
    SEVERAL_IDENTIFIERS("several-identifiers", "precedence", "refused");

    final String label;

    @SuppressWarnings("ImmutableEnumChecker") // List.of: it can't be changed
    final List<String> values;

    Switch(String label, String... values) {
        this.label = label;
        this.values = List.of(values);
    }

    static Switch called(String label) {
        return Arrays.stream(values())
                .filter(candidate -> candidate.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no switch '" + label + "', only "
                        + String.join(
                                ", ",
                                Arrays.stream(values())
                                        .map(candidate -> candidate.label)
                                        .toList())));
    }

    String checked(String value) {
        if (values.contains(value)) {
            return value;
        }
        throw new IllegalArgumentException(
                "The switch '" + label + "' can't be '" + value + "', only " + String.join(" or ", values));
    }
}
