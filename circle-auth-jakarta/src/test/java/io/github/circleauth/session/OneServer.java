package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.SandboxRequest;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One server of a deployment: its leases, a ledger and the sandbox. The test alone moves time and the workers. */
final class OneServer implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final int TIMEOUT_SECONDS = 4 * 3600;
    static final long ADA = 1001;
    static final long GRACE = 1002;

    /** After this time an hour's token is stale: it becomes so between minute 45 and 57. */
    static final Duration UNTIL_STALE = Duration.ofMinutes(58);

    static final Duration UNTIL_EXPIRED = Duration.ofHours(1);

    final Circle circle = Circle.builder().clock(() -> START).seed(1).build();
    final MemoryLedger ledger = new MemoryLedger();
    final SimulatedNode node;
    final SteppedWorkers workers;
    final Leases leases;

    /** How long each request to Circle takes. */
    Duration requestsTake = Duration.ZERO;
    /** The number of servers, so that each draws other lease ids. */
    private int servers;

    /** Whether the next request hangs before it takes effect. */
    boolean hangsBeforeEffect;

    /** Whether the next request hangs before its response. */
    boolean hangsBeforeResponse;

    OneServer() {
        circle.switches().set("jwt", "hs256");
        node = another();
        workers = node.workers;
        leases = node.leases;
    }

    /** Creates another server of the same cluster, with the same ledger. */
    SimulatedNode another() {
        return another(ledger);
    }

    /** Creates another server with a ledger of its own. */
    SimulatedNode another(Ledger ledger) {
        return new SimulatedNode(circle, ledger, new Random(++servers), this::hooks, Plant.NONE);
    }

    private Hooks hooks(SteppedWorkers ofServer) {
        return new Hooks() {
            @Override
            public void beforeEffect() {
                if (hangsBeforeEffect) {
                    hangsBeforeEffect = false;
                    ofServer.hang();
                }
            }

            @Override
            public void beforeResponse() {
                circle.clock().advance(requestsTake);
                if (hangsBeforeResponse) {
                    hangsBeforeResponse = false;
                    ofServer.hang();
                }
            }
        };
    }

    Lease open(long member) {
        return open(MemberIdentity.communityMemberId(member));
    }

    Lease open(MemberIdentity identity) {
        return leases.open(identity::value, Optional.of(identity), TIMEOUT_SECONDS, leases.nanos());
    }

    /** Requests the lease's tokens and lets the workers finish. */
    CompletableFuture<MemberTokens> served(Lease lease) {
        CompletableFuture<MemberTokens> tokens = node.tokens(lease);
        workers.runAll();
        return tokens;
    }

    Lease signedIn(long member) {
        Lease lease = open(member);
        served(lease).join();
        return lease;
    }

    void pass(Duration time) {
        circle.clock().advance(time);
    }

    long nanos() {
        return circle.clock().offset().toNanos();
    }

    /** Makes all obtains and refreshes fail from now on. */
    void fails(Fault fault) {
        circle.faults().always("auth_token", fault);
        circle.faults().always("access_token/refresh", fault);
    }

    /** Returns the events since the last call, in their order. */
    List<CircleEvent> events() {
        List<CircleEvent> since = List.copyOf(node.events);
        node.events.clear();
        return since;
    }

    long obtains() {
        return circle.audit().calls("/auth_token");
    }

    long refreshes() {
        return circle.audit().calls("/access_token/refresh");
    }

    long tokenRequests() {
        return obtains() + refreshes();
    }

    boolean isAlive(MemberTokens tokens) {
        return circle.audit()
                .token(tokens.accessToken().value().reveal())
                .orElseThrow()
                .alive(circle.clock().instant());
    }

    List<Audit.Token> alive() {
        return circle.audit().alive();
    }

    /** Revokes a lease's refresh token without the library. */
    void revokeRefreshToken(Lease lease) {
        circle.handle(SandboxRequest.json(
                "POST",
                "/api/v1/headless/refresh_token/revoke",
                circle.apiToken(),
                "{\"refresh_token\":\"" + refreshToken(lease) + "\"}"));
    }

    static String refreshToken(Lease lease) {
        HeldTokens held = lease.held();
        if (held == null) {
            throw new IllegalStateException("The lease holds no tokens.");
        }
        return held.tokens().refreshToken().reveal();
    }

    /** Returns the time until the next attempt of a lease whose renewal failed. */
    Duration backOff(Lease lease) {
        return Duration.ofNanos(lease.failure().retryAt() - nanos());
    }

    /** Ends a lease as the session listener does. */
    void end(Lease lease) {
        leases.end(lease.id(), lease.seenText(), LeaseEnded.Reason.SESSION_ENDED);
    }

    @Override
    public void close() {
        node.close();
    }
}
