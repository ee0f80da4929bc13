package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Circle's real-time channel on a network that is stepped by hand: each text takes its time, in order, and connections break. It
 * records what it sent over which connection.
 */
final class SimulatedCircle implements Upstream {

    /** Longer than any text of the simulation takes, shorter than a hand-over listens to both connections. */
    private static final long MAX_LATENCY = Duration.ofMillis(800).toNanos();

    private static final Pattern COMMAND = Pattern.compile("\"command\":\"(\\w+)\",\"identifier\":\"(.*)\"}");
    private static final long PING = Duration.ofSeconds(3).toNanos();

    /** An event, the connections that Circle sent it over, and those that brought it to the relay. */
    static final class Event {
        final int id;
        final int member;
        final String text;
        final List<Connection> sentOver = new ArrayList<>();
        final Set<Connection> broughtBy = new HashSet<>();

        final long sentAt;

        /** Whether a connection should have brought it whose end the relay had not heard of yet. */
        boolean mayBeLost;

        Event(int id, int member, String text, long sentAt) {
            this.id = id;
            this.member = member;
            this.text = text;
            this.sentAt = sentAt;
        }
    }

    private record Arrival(long at, Runnable effect, boolean isEvent) {}

    private final Random random;
    private final boolean cutsAtExpiry;
    private final Map<String, Long> expiries = new HashMap<>();
    private final Set<String> revoked = new HashSet<>();
    final List<Connection> connections = new ArrayList<>();
    long now;

    SimulatedCircle(Random random) {
        this.random = random;
        this.cutsAtExpiry = random.nextBoolean();
    }

    /** Issues a token. Its text names its member. */
    AccessToken issue(int member, long life) {
        String value = "token-" + member + "-" + expiries.size();
        expiries.put(value, now + life);
        return new AccessToken(Secret.of(value), Instant.EPOCH.plusNanos(now + life));
    }

    void revoke(AccessToken token) {
        revoked.add(token.value().reveal());
    }

    private boolean isValid(String token) {
        return !revoked.contains(token) && now < expiries.getOrDefault(token, 0L);
    }

    /** Sends an event to all who are subscribed. */
    void broadcast(Event event, String identifier) {
        for (Connection each : connections) {
            if (each.subscribed.contains(identifier) && each.isUp()) {
                event.sentOver.add(each);
                each.down(
                        () -> {
                            event.broughtBy.add(each);
                            each.listener.received(event.text);
                        },
                        true);
            } else if (each.subscribed.contains(identifier)) {
                event.mayBeLost = true;
            }
        }
    }

    /** Moves time on, and everything that arrives meanwhile. */
    void advance(long nanos) {
        now += nanos;
        List.copyOf(connections).forEach(Connection::step);
        connections.removeIf(each -> each.over);
    }

    @Override
    public Connection open(AccessToken token, String origin, Listener listener) {
        Connection connection = new Connection(token.value().reveal(), listener);
        connections.add(connection);
        return connection;
    }

    @Override
    public void close() {
        connections.forEach(Connection::abort);
    }

    final class Connection implements Upstream.Connection {
        final String token;
        final int member;
        final Listener listener;
        final Set<String> subscribed = new HashSet<>();
        private final Deque<Arrival> down = new ArrayDeque<>();
        private final Deque<Arrival> up = new ArrayDeque<>();
        private long lastDown;
        private long lastUp;
        private long nextPing;
        private boolean open;
        private boolean stalled;
        private boolean ended;
        boolean over;

        /** Whether the network lost what was under way. */
        boolean broken;

        /** Whether the relay gave it up while it was sound and an event was under way. */
        boolean cutOff;

        Connection(String token, Listener listener) {
            this.token = token;
            this.member = Integer.parseInt(token.replaceFirst("token-([0-9]+)-.*", "$1"));
            this.listener = listener;
            up(this::handshake);
        }

        private long latency() {
            return random.nextLong(MAX_LATENCY);
        }

        private void up(Runnable effect) {
            lastUp = Math.max(lastUp, now + latency() / 4);
            up.add(new Arrival(lastUp, effect, false));
        }

        private void down(Runnable effect, boolean isEvent) {
            lastDown = Math.max(lastDown, now + latency());
            down.add(new Arrival(lastDown, effect, isEvent));
        }

        private void downText(String text) {
            down(() -> listener.received(text), false);
        }

        boolean isUp() {
            return open && !ended && !over;
        }

        private void handshake() {
            if (!isValid(token)) {
                end(UpstreamEnd.TOKEN_REFUSED);
                return;
            }
            open = true;
            nextPing = now + PING;
            if (random.nextInt(50) > 0) {
                downText("{\"type\":\"welcome\",\"sid\":\"s\"}");
            }
        }

        private void end(UpstreamEnd how) {
            ended = true;
            down(
                    () -> {
                        over = true;
                        listener.ended(how, "simulated");
                    },
                    false);
        }

        /** Breaks: what is under way is lost. */
        void drop() {
            broken = true;
            down.clear();
            end(UpstreamEnd.LOST);
        }

        /** Brings nothing any more, and does not end either. */
        void stall() {
            stalled = true;
            broken = true;
            ended = true;
            down.clear();
        }

        void disconnect(String reason) {
            if (isUp()) {
                downText("{\"type\":\"disconnect\",\"reason\":\"" + reason + "\",\"reconnect\":true}");
                end(UpstreamEnd.LOST);
            }
        }

        private void step() {
            if (isUp() && cutsAtExpiry && !isValid(token)) {
                disconnect("unauthorized");
            }
            if (isUp() && now >= nextPing) {
                nextPing += PING;
                downText("{\"type\":\"ping\",\"message\":1}");
            }
            while (!over && !up.isEmpty() && up.element().at() <= now) {
                up.remove().effect().run();
            }
            while (!over && !stalled && !down.isEmpty() && down.element().at() <= now) {
                down.remove().effect().run();
            }
        }

        @Override
        public void send(String text) {
            up(() -> obey(text));
        }

        private void obey(String text) {
            Matcher command = COMMAND.matcher(text);
            boolean unused = command.find();
            String quoted = command.group(2);
            String identifier = quoted.replace("\\", "");
            if (command.group(1).equals("unsubscribe")) {
                subscribed.remove(identifier);
            } else if (isUp() && random.nextInt(50) > 0) {
                subscribed.add(identifier);
                downText("{\"identifier\":\"" + quoted + "\",\"type\":\"confirm_subscription\"}");
            }
        }

        @Override
        public void more() {}

        @Override
        public void abort() {
            cutOff = cutOff || (!over && !ended && down.stream().anyMatch(Arrival::isEvent));
            over = true;
        }
    }
}
