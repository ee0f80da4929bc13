package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.Audit.Token;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Circle's real-time channel: the live connections to {@code /cable}, which speak Action Cable's protocol. Tests see here who is
 * connected and subscribed, send events, and disturb connections.
 *
 * <pre>{@code
 * circle.cable().awaitSubscriptions(1, Duration.ofSeconds(5));
 * circle.cable().event(1001, "NotificationChannel", "newNotification", "{\"id\":7}");
 * circle.cable().connections(1001).forEach(CableConnection::drop);
 * }</pre>
 *
 * <p>A handshake is an operation like those of {@link Gates}, with the name {@code cable}: it can be held, and {@link Faults} act
 * on it, those of {@link CableFault} too.
 */
public final class Cable {

    private final Circle circle;
    private final TokenStore tokens;
    /** Changed by holding this object's monitor. */
    private final List<CableConnection> open = new CopyOnWriteArrayList<>();

    private final AtomicLong ids = new AtomicLong();

    Cable(Circle circle, TokenStore tokens) {
        this.circle = circle;
        this.tokens = tokens;
    }

    /** Returns the live connections, in the order in which they were opened. */
    public List<CableConnection> connections() {
        return List.copyOf(open);
    }

    /** Returns the live connections of a member. */
    public List<CableConnection> connections(long communityMemberId) {
        return open.stream()
                .filter(connection -> connection.communityMemberId() == communityMemberId)
                .toList();
    }

    /** Returns the identifiers of all confirmed subscriptions of a member, by all live connections. */
    public List<String> subscriptions(long communityMemberId) {
        return connections(communityMemberId).stream()
                .flatMap(connection -> connection.subscriptions().stream())
                .toList();
    }

    /**
     * Sends an event to a member's subscriptions of a channel. The switch {@code cable-event-name} decides where the event's name
     * is.
     *
     * @param channel such as {@code NotificationChannel}
     * @param name such as {@code newNotification}
     * @param fields what else the event contains: a JSON object
     * @return the number of subscriptions
     * @throws IllegalArgumentException if the fields are no JSON object
     */
    public int event(long communityMemberId, String channel, String name, String fields) {
        return send(
                communityMemberId, subscription -> subscription.channel().equals(channel), event(name, parsed(fields)));
    }

    /**
     * Sends a message to a member's subscriptions of a channel, exactly as it is here.
     *
     * @param message a JSON object
     * @return the number of subscriptions
     * @throws IllegalArgumentException if the message is no JSON object
     */
    public int message(long communityMemberId, String channel, String message) {
        return send(communityMemberId, subscription -> subscription.channel().equals(channel), parsed(message));
    }

    /** Tells all clients to disconnect, and closes their connections. */
    public void disconnectAll(DisconnectReason reason) {
        open.forEach(connection -> connection.disconnect(reason));
    }

    /** Closes all connections without a word. */
    public void dropAll() {
        open.forEach(CableConnection::drop);
    }

    /**
     * Waits until exactly so many connections are live.
     *
     * @throws AssertionError if there are more or fewer when the time is over; the message lists them
     */
    public void awaitConnections(int count, Duration atMost) {
        await(count, atMost, List::size, "connections");
    }

    /**
     * Waits until the live connections have exactly so many confirmed subscriptions together.
     *
     * @throws AssertionError if there are more or fewer when the time is over; the message lists the connections
     */
    public void awaitSubscriptions(int count, Duration atMost) {
        await(
                count,
                atMost,
                connections -> connections.stream()
                        .mapToLong(connection -> connection.subscriptions().size())
                        .sum(),
                "subscriptions");
    }

    private synchronized void await(
            int count, Duration atMost, ToLongFunction<List<CableConnection>> counted, String what) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            for (long now = counted.applyAsLong(open); now != count; now = counted.applyAsLong(open)) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    throw new AssertionError("After " + atMost + " there are " + now + " " + what + ", not " + count
                            + ", among " + open);
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for " + what, e);
        }
    }

    /** Sends a message to the matching subscriptions of a member. Returns their number. */
    synchronized int send(long communityMemberId, Predicate<CableSubscription> recipients, JsonObject message) {
        return connections(communityMemberId).stream()
                .mapToInt(connection -> connection.event(recipients, message))
                .sum();
    }

    /** Returns an event as Circle may send it. */
    JsonObject event(String name, JsonObject fields) {
        JsonObjectBuilder event = Json.object();
        switch (circle.switches().value(Switch.CABLE_EVENT_NAME)) {
            case "type" -> event.add("type", name);
            case "event-and-data" -> {
                return event.add("event", name).add("data", fields).build();
            }
            default -> event.add("event", name);
        }
        fields.forEach(event::add);
        return event.build();
    }

    static JsonObject parsed(String json) {
        try {
            return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
        } catch (JsonException e) {
            throw new IllegalArgumentException("An event must be a JSON object, not: " + json, e);
        }
    }

    /** Adds a connection. One whose token was refused is not live. */
    synchronized CableConnection connect(long member, String token, CableBehaviour behaviour) {
        CableConnection connection = new CableConnection(this, ids.incrementAndGet(), member, token, behaviour);
        if (behaviour.authorized()) {
            open.add(connection);
            notifyAll();
        }
        return connection;
    }

    synchronized void remove(CableConnection connection) {
        if (open.remove(connection)) {
            notifyAll();
        }
    }

    boolean isOpen(CableConnection connection) {
        return open.contains(connection);
    }

    /** Lets each connection's thread look at the clock and at the tokens. Takes no lock. */
    void wakeAll() {
        open.forEach(CableConnection::wake);
    }

    Instant now() {
        return circle.clock().instant();
    }

    String newId() {
        return circle.tokenGenerator().uuid();
    }

    Optional<CableSubscription> subscription(String identifier, long member) {
        return CableSubscription.of(identifier, member, circle.switches().value(Switch.CABLE_ROOM_KEY))
                .filter(wanted -> wanted.room() == null || isIn(member, wanted.room()));
    }

    private boolean isIn(long member, String room) {
        return circle.community()
                .chatRooms()
                .room(room)
                .filter(found -> found.has(member))
                .isPresent();
    }

    /** Returns how a connection with this token is to be cut now: {@code no}, {@code disconnect} or {@code close}. */
    String cut(String value, Instant now) {
        Token token = tokens.find(value).orElse(null);
        if (token == null) {
            // The circle was reset between the handshake and now.
            return "close";
        }
        if (token.revokedAt() != null) {
            return circle.switches().value(Switch.CABLE_CUT_AT_REVOCATION);
        }
        return token.expired(now) ? circle.switches().value(Switch.CABLE_CUT_AT_EXPIRY) : "no";
    }

    /** Returns when a connection with this token is to be cut, or that other time if it is earlier. */
    Instant nextCut(String value, Instant other) {
        Instant expiry = tokens.find(value)
                .map(token -> token.expiresAt().truncatedTo(ChronoUnit.SECONDS))
                .orElse(other);
        return expiry.isBefore(other) && !circle.switches().is(Switch.CABLE_CUT_AT_EXPIRY, "no") ? expiry : other;
    }

    @Nullable CableConnection connection(long id) {
        return open.stream().filter(each -> each.id() == id).findFirst().orElse(null);
    }
}
