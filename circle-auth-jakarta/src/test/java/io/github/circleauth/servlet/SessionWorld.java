package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.SimulatedNode.Plant;
import jakarta.servlet.http.HttpSessionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** One user in one session on one server after another, in simulated time. */
final class SessionWorld implements AutoCloseable {

    static final Duration MINUTE = Duration.ofMinutes(1);

    final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .accessTokenLife(Duration.ofDays(1))
            .seed(1)
            .build();
    private final SimulatedSession session = new SimulatedSession("session", "1001");
    private final Function<Seal, Ledger> ledgers;
    Seal keys = Seal.of(List.of(key("old")));
    private Ledger ledger;
    private SimulatedServer server;
    final Hangs hangs = new Hangs();
    private final Random random = new Random(1);

    SessionWorld(Function<Seal, Ledger> ledgers) {
        this.ledgers = ledgers;
        start();
        request("1001");
        pass(MINUTE);
        request("1001"); // It writes the tokens of the first one into the session.
    }

    /** Returns a seal key that is determined by its name. */
    static Secret key(String name) {
        byte[] bits = new byte[32];
        new Random(name.hashCode()).nextBytes(bits);
        return Secret.of(Base64.getEncoder().encodeToString(bits));
    }

    private void start() {
        ledger = ledgers.apply(keys);
        server = new SimulatedServer(circle, ledger, random, hangs, Plant.NONE);
    }

    /** Stops the server, which revokes what is due if it can. The next server starts. */
    void serverStops() {
        server.node.revoker.drain(() -> true);
        serverIsKilled();
    }

    /** Asserts that the next request gets a token that is alive at Circle. */
    void isServedALivingToken() {
        request("1001"); // It finds out, if not known before, that the former lease has ended.
        server.node.workers.runAll();
        request("1001");
        server.node.workers.runAll();
        server.serve(
                session,
                "1001",
                request -> assertThat(circle.audit()
                                .token(server.member(request)
                                        .accessToken()
                                        .value()
                                        .reveal())
                                .orElseThrow()
                                .alive(circle.clock().instant()))
                        .isTrue());
    }

    /** Kills the server, with its pending work. The next server starts. */
    void serverIsKilled() {
        server.node.close();
        start();
    }

    void request(String user) {
        server.serve(session, user, request -> {});
    }

    void sessionDestroyedEvent() {
        session.stub().servedBy(server.context());
        server.listener().sessionDestroyed(new HttpSessionEvent(session.stub()));
    }

    void sessionEnds() {
        session.stub().servedBy(server.context());
        session.stub().end(server.listener());
    }

    void sessionEndsWhileCircle(Fault fault) {
        circle.faults().always("*", fault);
        sessionEnds();
        pass(Duration.ofMinutes(10));
        circle.faults().clear();
    }

    void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            circle.clock().advance(Duration.ofSeconds(1));
            ledger.tick(circle.clock().instant());
            server.node.revoker.kick();
            server.node.workers.runAll();
        }
        server.node.leases.sweep();
    }

    List<Audit.Token> aliveOf(long member) {
        return circle.audit().alive().stream()
                .filter(token -> token.communityMemberId() == member)
                .toList();
    }

    @Override
    public void close() {
        server.node.close();
    }
}
