package io.github.circleauth.sandbox;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The behaviours that Circle's documentation leaves open. Each is a switch with a name and a few values, so that a
 * client can be tested against every possible Circle.
 *
 * <table>
 * <caption>The switches; the first value is the default</caption>
 * <tr><td>{@code refresh-tokens}</td><td>{@code shared} (one for all sessions of a member), {@code exclusive}</td></tr>
 * <tr><td>{@code early-refresh}</td><td>{@code new}, {@code same}, {@code refused}: the result of a refresh while the
 * latest access token is still alive</td></tr>
 * <tr><td>{@code refresh-checks-app-token}</td><td>{@code yes}, {@code no}</td></tr>
 * <tr><td>{@code refresh-revocation-ends-access}</td><td>{@code no}, {@code yes}</td></tr>
 * <tr><td>{@code too-many-requests}</td><td>{@code without-retry-after}, {@code seconds}, {@code date}</td></tr>
 * <tr><td>{@code jwt}</td><td>{@code rs256}, {@code hs256}</td></tr>
 * <tr><td>{@code refresh-life}</td><td>{@code P30D}, {@code calendar-month}</td></tr>
 * <tr><td>{@code several-identifiers}</td><td>{@code precedence}, {@code refused}</td></tr>
 * </table>
 */
public final class Switches {

    private final Map<Switch, String> values = Collections.synchronizedMap(new EnumMap<>(Switch.class));

    Switches() {
        reset();
    }

    /**
     * Sets a switch to one of its values.
     *
     * @throws IllegalArgumentException if the name or the value is unknown; the message lists the known ones
     */
    public void set(String name, String value) {
        Switch named = Switch.byName(name);
        values.put(named, named.checkValue(value));
    }

    /**
     * Returns the current value of a switch.
     *
     * @throws IllegalArgumentException if the name is unknown
     */
    public String get(String name) {
        return value(Switch.byName(name));
    }

    /** Returns all switches with their current values, in a fixed order. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Switch each : Switch.values()) {
            all.put(each.label, value(each));
        }
        return Collections.unmodifiableMap(all);
    }

    boolean is(Switch named, String value) {
        return value(named).equals(named.checkValue(value));
    }

    String value(Switch named) {
        return values.getOrDefault(named, named.values.get(0));
    }

    void reset() {
        values.clear();
    }
}
