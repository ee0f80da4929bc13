package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Two servers with one ledger, several people in many sessions, and random steps drawn from a seed. The invariants are
 * checked after every step.
 */
final class Simulation implements AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST_SESSIONS = 10;
    private static final int PEOPLE = 6;
    private static final Duration LONGEST_HANG = Duration.ofMinutes(5);

    private final Random random;
    private final Circle circle;
    private final LedgerRows ledger;
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedServer> replaced = new ArrayList<>();
    private final List<SimulatedSession> sessions = new ArrayList<>();
    private final Map<Step, Integer> taken = new EnumMap<>(Step.class);
    private final Plant plant;
    private final Invariants invariants;
    private final Hangs hangs = new Hangs();
    private Duration hangingFor = Duration.ZERO;
    private int sessionsCreated;

    Simulation(long seed, LedgerRows ledger, Plant plant) {
        this.ledger = ledger;
        this.random = new Random(seed);
        this.plant = plant;
        this.circle = Circle.builder()
                .clock(() -> START)
                .seed(seed)
                .people(LongStream.rangeClosed(1, PEOPLE)
                        .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                        .toList())
                .build();
        // Signs more quickly.
        circle.switches().set("jwt", "hs256");
        this.invariants = new Invariants(circle, ledger);
        for (Step step : Step.values()) {
            taken.put(step, 0);
        }
        servers.add(newServer());
        servers.add(newServer());
    }

    private SimulatedServer newServer() {
        return new SimulatedServer(circle, ledger.ofOneServer().get(), random, hangs, plant);
    }

    Map<Step, Integer> stepsTaken() {
        return taken;
    }

    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            Step step = Step.any(random);
            if (take(step)) {
                taken.merge(step, 1, Integer::sum);
            }
            invariants.check(sessions, everyServer(), "step " + i + ", " + step);
        }
    }

    private List<SimulatedServer> everyServer() {
        List<SimulatedServer> all = new ArrayList<>(servers);
        all.addAll(replaced);
        return all;
    }

    /** Takes the step. Returns false if there was nothing to take it with. */
    private boolean take(Step step) {
        return switch (step) {
            case TIME_PASSES -> advance(Duration.ofMillis(random.nextInt(60_000)));
            case MUCH_TIME_PASSES -> advance(Duration.ofSeconds(random.nextInt(1_500)));
            case SIGN_IN -> signIn();
            case REQUEST -> withSession(this::request);
            case REQUEST_OF_ANOTHER_PRINCIPAL -> withSession(this::anotherPrincipal);
            case REQUEST_WITHOUT_PRINCIPAL -> withSession(this::noPrincipal);
            case SESSION_ENDS -> withSession(this::end);
            case WORKER_RUNS -> anyServer().node.workers.startNext();
            case REQUEST_HANGS_BEFORE_ITS_EFFECT -> hangs.nextBeforeEffect();
            case REQUEST_HANGS_BEFORE_ITS_RESPONSE -> hangs.nextBeforeAnswer();
            case HANGING_REQUEST_CONTINUES -> resumeOne();
            case CIRCLE_IS_AWAY -> fault(Fault.status(503));
            case RESPONSE_IS_LOST -> fault(Fault.lost());
            case REFRESH_BRINGS_NOTHING_NEWER -> earlyRefresh("same");
            case REFRESH_IS_REFUSED -> earlyRefresh("refused");
            case RESPONSE_IS_FOR_ANOTHER_MEMBER -> fault(Fault.anotherMember());
            case TOKEN_IS_REJECTED -> withSession(this::reject);
            case SERVER_IS_REPLACED -> replaceServer();
            case TICK -> tick();
        };
    }

    private boolean advance(Duration time) {
        endRequestsThatHang(time);
        circle.clock().advance(time);
        circle.switches().set("early-refresh", "new");
        if (random.nextInt(3) == 0) {
            circle.faults().clear();
        }
        return true;
    }

    /** Ends requests that hang, and work that waits, after five minutes: in reality both have a bound too. */
    private void endRequestsThatHang(Duration time) {
        List<SimulatedServer> busy =
                everyServer().stream().filter(server -> !server.isIdle()).toList();
        hangingFor = busy.isEmpty() ? Duration.ZERO : hangingFor.plus(time);
        if (hangingFor.compareTo(LONGEST_HANG) > 0) {
            busy.forEach(server -> server.node.workers.runAll());
            hangingFor = Duration.ZERO;
        }
    }

    private boolean signIn() {
        if (sessions.size() == MOST_SESSIONS) {
            return withSession(this::end);
        }
        SimulatedSession session = new SimulatedSession("session-" + sessionsCreated++, anyPrincipal());
        sessions.add(session);
        request(session);
        return true;
    }

    private boolean withSession(java.util.function.Consumer<SimulatedSession> action) {
        if (sessions.isEmpty()) {
            return false;
        }
        action.accept(sessions.get(random.nextInt(sessions.size())));
        return true;
    }

    private void request(SimulatedSession session) {
        request(session, anyServer());
    }

    private void request(SimulatedSession session, SimulatedServer server) {
        server.serve(session, session.principal(), request -> {
            use(server, request, session.principal());
            if (random.nextInt(4) == 0) {
                session.captured(server, server.member(request).capture());
            }
        });
    }

    /** Uses the token, as an application does in a page. A token that it gets must be its own member's. */
    private void use(SimulatedServer server, StubRequest request, @Nullable String principal) {
        CircleMember member = server.member(request);
        TokenState state = member.state();
        CompletableFuture<AccessToken> token = member.accessTokenAsync().toCompletableFuture();
        if (state == TokenState.FRESH || state == TokenState.STALE) {
            assertThat(token).as("no request waits while a token is valid").isCompleted();
        }
        if (principal != null) {
            invariants.handedOut(token, Long.parseLong(principal));
        }
    }

    private void anotherPrincipal(SimulatedSession session) {
        SimulatedServer server = anyServer();
        String other = anyPrincipal();
        if (random.nextBoolean()) {
            session.nowOf(other, server);
            request(session, server);
            return;
        }
        server.serve(session, session.principal(), request -> {
            use(server, request, session.principal());
            request.loginAs(other);
            session.nowOf(other, server);
            use(server, request, other);
        });
    }

    private void noPrincipal(SimulatedSession session) {
        SimulatedServer server = anyServer();
        session.nowOf(null, server);
        server.serve(session, null, request -> use(server, request, null));
        session.nowOf(anyPrincipal(), server);
    }

    private void end(SimulatedSession session) {
        SimulatedServer server = anyServer();
        sessions.remove(session);
        session.nowOf(null, server);
        session.stub().servedBy(server.context());
        session.stub().end(server.listener());
    }

    private void reject(SimulatedSession session) {
        SimulatedServer server = anyServer();
        server.serve(session, session.principal(), request -> {
            CompletableFuture<AccessToken> token =
                    server.member(request).accessTokenAsync().toCompletableFuture();
            if (token.isDone() && !token.isCompletedExceptionally()) {
                AccessToken rejected = token.join();
                invariants.revokedByOthers(rejected);
                circle.handle(Calls.revoke(circle.apiToken(), rejected));
                server.rejected(request, rejected);
            }
        });
    }

    private boolean resumeOne() {
        List<SimulatedServer> all = everyServer().stream()
                .filter(server -> server.node.workers.hanging() > 0)
                .toList();
        if (all.isEmpty()) {
            return false;
        }
        SimulatedServer server = all.get(random.nextInt(all.size()));
        server.node.workers.resume(random.nextInt(server.node.workers.hanging()));
        return true;
    }

    private boolean fault(Fault fault) {
        circle.faults().next(random.nextBoolean() ? "auth_token" : "access_token/refresh", fault);
        return true;
    }

    private boolean earlyRefresh(String how) {
        circle.switches().set("early-refresh", how);
        return true;
    }

    private boolean replaceServer() {
        int which = random.nextInt(servers.size());
        replaced.add(servers.set(which, newServer()));
        replaced.stream().filter(SimulatedServer::isIdle).forEach(server -> server.node.close());
        replaced.removeIf(SimulatedServer::isIdle);
        return true;
    }

    private boolean tick() {
        SimulatedServer server = anyServer();
        server.node.revoker.kick();
        server.node.leases.sweep();
        return true;
    }

    private SimulatedServer anyServer() {
        return servers.get(random.nextInt(servers.size()));
    }

    private String anyPrincipal() {
        return Integer.toString(1 + random.nextInt(PEOPLE));
    }

    /** Ends all sessions and completes all work. Then no token that was ever received is alive. */
    void endEverything() {
        circle.faults().clear();
        while (!sessions.isEmpty()) {
            end(sessions.get(0));
        }
        for (int i = 0; i < 200; i++) {
            everyServer().forEach(server -> server.node.workers.runAll());
            circle.clock().advance(Duration.ofSeconds(15));
            servers.forEach(server -> server.node.revoker.kick());
        }
        assertThat(circle.audit().alive()).noneMatch(token -> token.delivered());
        assertThat(ledger.rows().get()).isEmpty();
    }

    @Override
    public void close() {
        everyServer().forEach(server -> server.node.close());
    }
}
