package io.github.circleauth.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What Circle's documents leave open, each as a switch with a name and a few values, so that a client can be shown
 * every Circle there might be.
 *
 * <table>
 * <caption>The switches; the first value is the default</caption>
 * <tr><td>{@code refresh-tokens}</td><td>{@code shared} (one for all sessions of a member), {@code exclusive}</td></tr>
 * <tr><td>{@code early-refresh}</td><td>{@code new}, {@code same}, {@code refused}: what a refresh brings while the
 * latest access token still lives</td></tr>
 * <tr><td>{@code refresh-checks-app-token}</td><td>{@code yes}, {@code no}</td></tr>
 * <tr><td>{@code refresh-revocation-ends-access}</td><td>{@code no}, {@code yes}</td></tr>
 * <tr><td>{@code too-many-requests}</td><td>{@code without-retry-after}, {@code seconds}, {@code date}</td></tr>
 * <tr><td>{@code jwt}</td><td>{@code rs256}, {@code hs256}</td></tr>
 * <tr><td>{@code refresh-life}</td><td>{@code P30D}, {@code calendar-month}</td></tr>
 * <tr><td>{@code several-identifiers}</td><td>{@code precedence}, {@code refused}</td></tr>
 * </table>
 */
public final class Switches {

    private final Map<Switch, String> positions = Collections.synchronizedMap(new EnumMap<>(Switch.class));

    Switches() {
        reset();
    }

    /** Puts a switch to one of its values; an unknown name or value is refused with those that there are. */
    public void set(String name, String value) {
        Switch which = Switch.called(name);
        positions.put(which, which.checked(value));
    }

    /** The value a switch stands at. */
    public String get(String name) {
        return position(Switch.called(name));
    }

    /** Every switch with the value it stands at, in a fixed order. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Switch each : Switch.values()) {
            all.put(each.label, position(each));
        }
        return Collections.unmodifiableMap(all);
    }

    boolean is(Switch which, String value) {
        return position(which).equals(which.checked(value));
    }

    String position(Switch which) {
        return positions.getOrDefault(which, which.values.get(0));
    }

    void reset() {
        positions.clear();
    }
}
