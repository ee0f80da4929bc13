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
 * <tr><td>{@code cable-token-refusal}</td><td>{@code 401}, {@code 403}, {@code disconnect}: how the real-time channel
 * refuses a handshake because of its token; {@code disconnect} accepts it and sends {@code unauthorized}</td></tr>
 * <tr><td>{@code cable-origin}</td><td>{@code 404}, {@code 403} (the status without an allowed origin), {@code not-checked}
 * </td></tr>
 * <tr><td>{@code cable-subprotocol}</td><td>{@code optional}, {@code required}</td></tr>
 * <tr><td>{@code cable-cut-at-expiry}, {@code cable-cut-at-revocation}</td><td>{@code no}, {@code disconnect} (with {@code
 * unauthorized}), {@code close}: what happens to an open connection</td></tr>
 * <tr><td>{@code cable-event-name}</td><td>{@code event}, {@code type}, {@code event-and-data}: where an event has its
 * name</td></tr>
 * <tr><td>{@code cable-room-key}</td><td>{@code any}, {@code id}, {@code chat_room_id}, {@code chat_room_uuid}: the parameter
 * of {@code Chats::RoomChannel}</td></tr>
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
