package io.github.circleauth.live;

import io.github.circleauth.AccessToken;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.log.OutageLines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A relay with a clock, threads and an upstream that the test moves. */
abstract class RelayTestBase {

    static final String NOTIFICATIONS = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}";
    static final LiveChannel CHANNEL = LiveChannel.notifications();

    final List<FakeConnection> connections = new ArrayList<>();
    final List<AccessToken> rejected = new ArrayList<>();
    final List<String> ownerCalls = new ArrayList<>();
    final Queue<Runnable> tasks = new ArrayDeque<>();
    final FakeLease lease = new FakeLease();
    final TokenRefusals refusals = new TokenRefusals();
    long now;
    Optional<Duration> wait = Optional.empty();
    final Relay relay = newRelay();

    Relay newRelay() {
        LiveEnvironment environment = new LiveEnvironment(
                new FakeUpstream(),
                new CableJson(),
                member -> wait,
                tasks::add,
                () -> now,
                new Random(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                new OutageLines(() -> now),
                refusals);
        return new Relay(lease, "https://community.example.com", environment, new Relay.Owner() {
            @Override
            public void closed(Relay relay) {
                ownerCalls.add("closed");
            }

            @Override
            public void cameTooLate(Place place) {
                ownerCalls.add("too late");
            }
        });
    }

    void work() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** Lets seconds pass, each with a tick, and the connections bring pings as long as they live. */
    void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += Duration.ofSeconds(1).toNanos();
            connections.stream()
                    .filter(each -> each.pings)
                    .forEach(each -> each.bring("{\"type\":\"ping\",\"message\":1}"));
            relay.tick();
            work();
        }
    }

    Told subscribe(LiveChannel channel) {
        Told told = new Told();
        told.place = new Place(channel, told);
        boolean unused = relay.subscribe(told.place);
        work();
        return told;
    }

    FakeConnection last() {
        return connections.get(connections.size() - 1);
    }

    /** Subscribes, and has Circle welcome and confirm. */
    Told subscribed() {
        Told told = subscribe(CHANNEL);
        last().welcome().confirm(NOTIFICATIONS);
        return told;
    }

    static String event(String identifier, String message) {
        return "{\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\",\"message\":" + message + "}";
    }

    static AccessToken token(String value) {
        return new AccessToken(Secret.of(value), Instant.MAX);
    }

    /** A subscriber that writes down what it is told. */
    static final class Told implements Subscriber {
        final List<String> calls = new ArrayList<>();
        Place place;

        @Override
        public void confirmed() {
            calls.add("confirmed");
        }

        @Override
        public void rejected() {
            calls.add("rejected");
        }

        @Override
        public void received(String message) {
            calls.add(message);
        }

        @Override
        public void ended(RelayEnd end) {
            calls.add(end.name());
        }
    }

    /** A lease that has the token which the test gives it. */
    final class FakeLease implements LiveLease {
        @Nullable AccessToken token = token("first");

        RuntimeException failure = new IllegalStateException("none");
        boolean over;

        @Override
        public boolean isOver(long nanos) {
            return over;
        }

        @Override
        public @Nullable AccessToken current(long nanos) {
            return token;
        }

        @Override
        public CompletableFuture<MemberTokens> tokens(long nanos) {
            return token == null
                    ? CompletableFuture.failedFuture(failure)
                    : CompletableFuture.completedFuture(
                            new MemberTokens(token, Secret.of("refresh"), Instant.MAX, 1001, 1));
        }

        @Override
        public void reject(AccessToken refused, long nanos) {
            rejected.add(refused);
        }
    }

    private final class FakeUpstream implements Upstream {
        @Override
        public Connection open(AccessToken token, String origin, Listener listener) {
            FakeConnection connection = new FakeConnection(token.value().reveal(), listener);
            connections.add(connection);
            return connection;
        }

        @Override
        public void close() {}
    }

    /** One connection, as Circle sees it. */
    final class FakeConnection implements Upstream.Connection {
        final String token;
        final Upstream.Listener listener;
        final List<String> sent = new ArrayList<>();
        int more;
        boolean pings;
        boolean aborted;

        FakeConnection(String token, Upstream.Listener listener) {
            this.token = token;
            this.listener = listener;
        }

        FakeConnection bring(String text) {
            listener.received(text);
            work();
            return this;
        }

        FakeConnection welcome() {
            pings = true;
            return bring("{\"type\":\"welcome\"}");
        }

        FakeConnection confirm(String identifier) {
            return bring(
                    "{\"identifier\":\"" + identifier.replace("\"", "\\\"") + "\",\"type\":\"confirm_subscription\"}");
        }

        void end(Upstream.UpstreamEnd how) {
            pings = false;
            listener.ended(how, "the test");
            work();
        }

        @Override
        public void send(String text) {
            sent.add(text);
        }

        @Override
        public void more() {
            more++;
        }

        @Override
        public void abort() {
            aborted = true;
            pings = false;
        }
    }
}
