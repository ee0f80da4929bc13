package io.github.circleauth.live;

import io.github.circleauth.live.SimulatedCircle.Event;
import io.github.circleauth.log.OutageLines;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Two members' relays on a simulated network, for a minute: expiries, renewals, revocations, disconnects, breaks, events
 * and ends of sessions come in an order that a seed determines. Each subscriber notes what is wrong with what it is told.
 */
final class RelaySimulation {

    /** What a run can do wrong on purpose. */
    record Fault(UnaryOperator<LiveEnvironment> environment, boolean leaseNeverOver) {
        static final Fault NONE = new Fault(environment -> environment, false);
    }

    private static final long STEP = Duration.ofMillis(200).toNanos();
    private static final int STEPS = 300;

    /** What is sent shortly before the end of a subscription need not come. */
    private static final long AROUND_THE_END = Duration.ofSeconds(5).toNanos();

    private static final List<LiveChannel> CHANNELS = List.of(LiveChannel.notifications(), LiveChannel.chatRooms());
    private static final List<String> REASONS = List.of("unauthorized", "server_restart", "remote", "invalid_request");

    private final Random random;
    private final SimulatedCircle circle;
    private final CableJson json;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Side> sides = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final boolean repeatsTexts;
    private final List<String> faults = new ArrayList<>();
    private int delivered;

    RelaySimulation(long seed, Fault fault, CableJson json, boolean repeatsTexts) {
        this.random = new Random(seed);
        this.json = json;
        this.repeatsTexts = repeatsTexts;
        this.circle = new SimulatedCircle(random);
        LiveEnvironment environment = fault.environment()
                .apply(new LiveEnvironment(
                        circle,
                        json,
                        member -> Optional.empty(),
                        tasks::add,
                        () -> circle.now,
                        random,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        new OutageLines(() -> 0),
                        new TokenRefusals()));
        for (int member = 1001; member <= 1002; member++) {
            sides.add(new Side(member, environment, fault.leaseNeverOver()));
        }
    }

    /** A member, with a relay. */
    private final class Side implements Relay.Owner {
        final int member;
        final Map<LiveChannel, String> identifiers = new HashMap<>();
        final SimulatedLease lease;
        final Relay relay;
        final List<Listener> listeners = new ArrayList<>();

        Side(int member, LiveEnvironment environment, boolean leaseNeverOver) {
            this.member = member;
            CHANNELS.forEach(each -> identifiers.put(each, json.identifier(each, member)));
            this.lease = new SimulatedLease(circle, member, random, leaseNeverOver);
            this.relay = new Relay(lease, "https://community.example.com", environment, this);
        }

        void subscribe() {
            Listener listener = new Listener(this, CHANNELS.get(random.nextInt(CHANNELS.size())));
            listeners.add(listener);
            listener.place = new Place(listener.channel, listener);
            boolean unused = relay.subscribe(listener.place);
        }

        @Override
        public void closed(Relay relay) {}

        @Override
        public void cameTooLate(Place place) {}
    }

    /** A subscriber that checks what it is told. */
    private final class Listener implements Subscriber {
        final Side side;
        final LiveChannel channel;
        final String identifier;
        final Map<String, Integer> received = new HashMap<>();
        final List<Event> due = new ArrayList<>();
        final boolean isFirst;
        Place place;
        boolean confirmed;
        boolean told;
        boolean over;
        long overAt;

        Listener(Side side, LiveChannel channel) {
            this.side = side;
            this.channel = channel;
            this.identifier = side.identifiers.get(channel);
            this.isFirst = side.listeners.stream().noneMatch(each -> each.channel.equals(channel));
        }

        @Override
        public void confirmed() {
            check(!confirmed && !told, "confirmed twice, or after the end");
            confirmed = true;
        }

        @Override
        public void rejected() {
            faults.add("rejected");
        }

        @Override
        public void received(String message) {
            delivered++;
            check(!told, "an event after the end of a subscription");
            check(!over, "an event after the end of the session");
            check(message.startsWith("{\"member\":" + side.member + ","), "an event of another member");
            received.merge(message, 1, Integer::sum);
        }

        @Override
        public void ended(RelayEnd end) {
            check(!told, "ended twice");
            told = true;
            end();
        }

        private void end() {
            over = true;
            overAt = circle.now;
        }

        /** Checks that each event came once that a connection brought, or would have brought if the relay had waited. */
        void checkAll() {
            due.removeIf(event -> over && overAt - event.sentAt < AROUND_THE_END);
            if (repeatsTexts && isFirst) {
                due.stream().map(this::message).distinct().forEach(this::checkRepeated);
            } else if (!repeatsTexts) {
                due.forEach(this::checkOnce);
            }
        }

        private void checkOnce(Event event) {
            int times = received.getOrDefault(message(event), 0);
            boolean cutOff = !event.mayBeLost
                    && event.sentOver.stream().anyMatch(each -> each.cutOff)
                    && event.sentOver.stream().noneMatch(each -> each.broken);
            check(times <= 1, "an event came twice");
            check(times == 1 || event.broughtBy.isEmpty(), "an event is lost that a connection brought");
            check(times == 1 || !cutOff, "an event is lost that was under way");
        }

        /** Checks that a text came as often as over the connection that brought it most often, and not more often than sent. */
        private void checkRepeated(String text) {
            int times = received.getOrDefault(text, 0);
            Map<Object, Integer> brought = new HashMap<>();
            due.stream()
                    .filter(each -> message(each).equals(text))
                    .flatMap(each -> each.broughtBy.stream())
                    .forEach(connection -> brought.merge(connection, 1, Integer::sum));
            check(brought.values().stream().allMatch(each -> each <= times), "a repeated text is lost");
            long sent = events.stream()
                    .filter(each -> !each.broughtBy.isEmpty() && message(each).equals(text))
                    .count();
            check(times <= sent, "a repeated text came too often");
        }

        private String message(Event event) {
            return event.text.substring(event.text.indexOf("{\"member\""), event.text.length() - 1);
        }
    }

    private void check(boolean right, String fault) {
        if (!right) {
            faults.add(fault);
        }
    }

    /** Runs, and returns what went wrong. */
    List<String> run() {
        sides.forEach(Side::subscribe);
        for (int step = 0; step < STEPS && faults.isEmpty(); step++) {
            circle.advance(STEP / 2 + random.nextLong(STEP));
            work();
            something();
            sides.forEach(side -> side.lease.step());
            if (step % 5 == 0) {
                sides.forEach(side -> side.relay.tick());
            }
            work();
        }
        for (int step = 0; step < 10; step++) { // What is under way arrives.
            circle.advance(STEP);
            work();
        }
        sides.stream().flatMap(side -> side.listeners.stream()).forEach(Listener::checkAll);
        return faults;
    }

    /** Does some of the queued work, or all of it. */
    private void work() {
        int count = random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE;
        for (int done = 0; done < count && !tasks.isEmpty(); done++) {
            tasks.remove().run();
        }
    }

    private void something() {
        Side side = sides.get(random.nextInt(sides.size()));
        int dice = random.nextInt(1000);
        if (dice < 600) {
            event(side);
        } else if (dice < 625) {
            side.lease.renew();
        } else if (dice < 635) {
            side.lease.revoke();
        } else if (dice < 665) {
            anyConnection(each -> each.disconnect(REASONS.get(random.nextInt(REASONS.size()))));
        } else if (dice < 680) {
            anyConnection(SimulatedCircle.Connection::drop);
        } else if (dice < 685) {
            anyConnection(SimulatedCircle.Connection::stall);
        } else if (dice < 700) {
            side.subscribe();
        } else if (dice < 702) {
            side.lease.end();
            side.listeners.stream().filter(each -> !each.over).forEach(Listener::end);
            if (random.nextBoolean()) {
                side.relay.end();
            }
        }
    }

    private void anyConnection(Consumer<SimulatedCircle.Connection> action) {
        if (!circle.connections.isEmpty()) {
            action.accept(circle.connections.get(random.nextInt(circle.connections.size())));
        }
    }

    private void event(Side side) {
        int id = events.size();
        LiveChannel channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
        String identifier = side.identifiers.get(channel);
        String message = "{\"member\":" + side.member + ",\"id\":" + (repeatsTexts ? id % 2 : id) + "}";
        Event event = new Event(
                id,
                side.member,
                "{\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\",\"message\":" + message + "}",
                circle.now);
        events.add(event);
        side.listeners.stream()
                .filter(each -> each.identifier.equals(identifier) && (each.confirmed || repeatsTexts) && !each.over)
                .forEach(each -> each.due.add(event));
        circle.broadcast(event, identifier);
    }

    int delivered() {
        return delivered;
    }
}
