package io.github.circleauth.sandbox;

import io.github.circleauth.sandbox.CableOutbox.Message;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A live connection of the real-time channel: Action Cable's protocol for one member, and what a test can do to it. The state of
 * all connections is guarded by the monitor of their {@link Cable}.
 */
public final class CableConnection {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(3);
    private static final int MAX_SUBSCRIPTIONS = 1000;
    private static final int MAX_IDENTIFIER_CHARACTERS = 4096;
    private static final int RECEIVED_KEPT = 100;

    private final Cable cable;
    private final long id;
    private final long member;
    private final String token;
    private final CableBehaviour behaviour;
    private final Instant since;
    private final CableOutbox outbox;
    private final Map<String, CableSubscription> subscriptions = new LinkedHashMap<>();
    private final List<String> received = new ArrayList<>();
    private boolean pings;
    private Instant nextPing;
    private int eventsSent;
    /** No more messages are added. */
    private boolean ended;

    private volatile boolean dropped;
    private volatile Runnable wake = () -> {};

    CableConnection(Cable cable, long id, long member, String token, CableBehaviour behaviour) {
        this.cable = cable;
        this.id = id;
        this.member = member;
        this.token = token;
        this.behaviour = behaviour;
        this.since = cable.now();
        this.outbox = new CableOutbox(behaviour.pace());
        this.pings = behaviour.pings();
        this.nextPing = since.plus(PING_INTERVAL);
    }

    /** A number that tells this connection from the sandbox's other ones. */
    public long id() {
        return id;
    }

    /** The member to whom its token belongs. */
    public long communityMemberId() {
        return member;
    }

    /** When it was opened, by the sandbox's clock. */
    public Instant since() {
        return since;
    }

    /** Whether it is open, and was neither dropped nor disconnected by this sandbox. */
    public boolean isOpen() {
        return cable.isOpen(this);
    }

    /** Returns the identifiers of its confirmed subscriptions, exactly as the client sent them. */
    public List<String> subscriptions() {
        synchronized (cable) {
            return List.copyOf(subscriptions.keySet());
        }
    }

    /** Returns the number of events that were sent on it, or that wait to be. */
    public int eventsSent() {
        synchronized (cable) {
            return eventsSent;
        }
    }

    /** Returns the texts of the client's commands {@code message}: their {@code data}, at most the first 100. */
    public List<String> received() {
        synchronized (cable) {
            return List.copyOf(received);
        }
    }

    /** Tells the client to disconnect, and closes the connection. */
    public void disconnect(DisconnectReason reason) {
        end(reason.message());
    }

    /** Closes the connection without a word. */
    public void drop() {
        dropped = true;
        cable.remove(this);
        wake.run();
    }

    /** Sends nothing from now on, neither pings nor events, while the connection stays open. */
    public void stall() {
        changing(() -> outbox.stalled(true));
    }

    /** Sends no pings from now on, while events are sent as before. */
    public void stopPings() {
        changing(() -> pings = false);
    }

    /** Sends each message so much later than the one before, by Circle's clock. Zero sends at once. */
    public void slow(Duration pace) {
        changing(() -> outbox.pace(pace));
    }

    /** Ends {@link #stall()} and {@link #stopPings()}. The client gets all it missed, except for pings. */
    public void resume() {
        changing(() -> {
            outbox.stalled(false);
            pings = true;
        });
    }

    @Override
    public String toString() {
        return "connection " + id + " of member " + member + " since " + since + ", subscribed to " + subscriptions();
    }

    /** Begins the dialog. The action wakes the thread that calls {@link #next}. */
    void opened(Runnable wakeUp) {
        wake = wakeUp;
        if (!behaviour.authorized()) {
            end(DisconnectReason.UNAUTHORIZED.message());
        } else if (behaviour.welcome()) {
            add(Json.object().add("type", "welcome").add("sid", cable.newId()));
        }
    }

    /** Ends the dialog: the socket is closed. */
    void closed() {
        cable.remove(this);
    }

    /** Whether this sandbox has disconnected the client, which may not have been told yet. */
    boolean hasEnded() {
        synchronized (cable) {
            return ended;
        }
    }

    boolean isDropped() {
        return dropped;
    }

    void wake() {
        wake.run();
    }

    /** Handles a text from the client. As with Rails, one that can't be understood has no effect. */
    void received(String text) {
        try {
            JsonObject command = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
            String identifier = command.getString("identifier", "");
            switch (command.getString("command", "")) {
                case "subscribe" -> subscribe(identifier);
                case "unsubscribe" -> changing(() -> subscriptions.remove(identifier));
                case "message" -> changing(() -> keep(identifier, command.getString("data", "")));
                default -> {}
            }
        } catch (JsonException | ClassCastException e) {
            // Not JSON, or a field of another type.
        }
    }

    private void subscribe(String identifier) {
        synchronized (cable) {
            if (ended || subscriptions.containsKey(identifier)) {
                return;
            }
            boolean possible =
                    subscriptions.size() < MAX_SUBSCRIPTIONS && identifier.length() <= MAX_IDENTIFIER_CHARACTERS;
            CableSubscription wanted =
                    possible ? cable.subscription(identifier, member).orElse(null) : null;
            add(Json.object()
                    .add("identifier", identifier)
                    .add("type", wanted == null ? "reject_subscription" : "confirm_subscription"));
            if (wanted != null) {
                subscriptions.put(identifier, wanted);
                cable.notifyAll();
            }
        }
    }

    private void keep(String identifier, String data) {
        if (subscriptions.containsKey(identifier) && received.size() < RECEIVED_KEPT) {
            received.add(data);
        }
    }

    /** Sends an event to the matching subscriptions. Returns their number. */
    int event(Predicate<CableSubscription> recipients, JsonValue message) {
        synchronized (cable) {
            List<CableSubscription> matching =
                    subscriptions.values().stream().filter(recipients).toList();
            for (CableSubscription each : matching) {
                eventsSent++;
                add(Json.object().add("identifier", each.identifier()).add("message", message));
            }
            return matching.size();
        }
    }

    /** Returns the next message to send now, or null. */
    @Nullable Message next(Instant now) {
        synchronized (cable) {
            if (dropped) { // A reset ends the token too, of which the client must not be told.
                return null;
            }
            cut(now);
            boolean ping = pings && behaviour.authorized() && !ended && !now.isBefore(nextPing);
            if (ping && outbox.isEmpty() && !outbox.isStalled()) {
                add(Json.object().add("type", "ping").add("message", now.getEpochSecond()));
            }
            // The clock may have been moved back.
            if (!now.isBefore(nextPing) || nextPing.isAfter(now.plus(PING_INTERVAL))) {
                nextPing = now.plus(PING_INTERVAL);
            }
            return outbox.poll(now);
        }
    }

    /** Returns how long {@link #next} returns null if nothing happens: at most until the next ping. */
    Duration untilNext(Instant now) {
        synchronized (cable) {
            Instant next = outbox.nextDue(nextPing);
            return Duration.between(now, ended ? next : cable.nextCut(token, next));
        }
    }

    private void cut(Instant now) {
        String cut = behaviour.authorized() && !ended ? cable.cut(token, now) : "no";
        if (!cut.equals("no")) {
            end(cut.equals("disconnect") ? DisconnectReason.UNAUTHORIZED.message() : null);
        }
    }

    private void end(@Nullable String lastText) {
        synchronized (cable) {
            if (!ended) {
                ended = true;
                outbox.add(lastText, true, cable.now());
            }
        }
        cable.remove(this);
        wake.run();
    }

    private void add(JsonObjectBuilder message) {
        synchronized (cable) {
            if (!ended && !outbox.add(message.build().toString(), false, cable.now())) {
                // The client doesn't read.
                drop();
            }
        }
        wake.run();
    }

    private void changing(Runnable change) {
        synchronized (cable) {
            change.run();
            cable.notifyAll();
        }
        wake.run();
    }
}
