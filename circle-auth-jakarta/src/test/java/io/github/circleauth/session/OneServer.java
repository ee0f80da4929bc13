package io.github.circleauth.session;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
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

/** Leases over a ledger and the sandbox, where time and the workers move by the test's hand alone. */
final class OneServer implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final int TIMEOUT_SECONDS = 4 * 3600;
    static final long ADA = 1001;
    static final long GRACE = 1002;

    /** An hour's token is stale by then, whenever between minute 45 and 57 it became so. */
    static final Duration UNTIL_STALE = Duration.ofMinutes(58);

    static final Duration UNTIL_EXPIRED = Duration.ofHours(1);

    final Circle circle = Circle.builder().clock(() -> START).seed(1).build();
    final MemoryLedger ledger = new MemoryLedger();
    final SimulatedNode node;
    final SteppedWorkers workers;
    final Leases leases;

    /** Whether the next call hangs before it takes effect, or before its answer. */
    boolean hangsBeforeEffect;

    boolean hangsBeforeAnswer;

    OneServer() {
        circle.switches().set("jwt", "hs256");
        node = another();
        workers = node.workers;
        leases = node.leases;
    }

    /** Makes another server of the same cluster, over the same ledger. */
    SimulatedNode another() {
        return another(ledger);
    }

    /** Makes another server over a ledger of its own. */
    SimulatedNode another(Ledger ledger) {
        return new SimulatedNode(circle, ledger, new Random(1), this::pauses, Plant.NONE);
    }

    private Hooks pauses(SteppedWorkers hanging) {
        return new Hooks() {
            @Override
            public void beforeEffect() {
                if (hangsBeforeEffect) {
                    hangsBeforeEffect = false;
                    hanging.hang();
                }
            }

            @Override
            public void beforeResponse() {
                if (hangsBeforeAnswer) {
                    hangsBeforeAnswer = false;
                    hanging.hang();
                }
            }
        };
    }

    Lease open(long member) {
        return open(MemberIdentity.communityMemberId(member));
    }

    Lease open(MemberIdentity identity) {
        return leases.open(identity.value(), Optional.of(identity), TIMEOUT_SECONDS, leases.nanos());
    }

    /** Asks for the lease's tokens and lets the workers finish. */
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

    /** Has a call of both ways to a token fail from now on. */
    void fails(Fault fault) {
        circle.faults().always("auth_token", fault);
        circle.faults().always("access_token/refresh", fault);
    }

    long obtains() {
        return circle.audit().calls("/auth_token");
    }

    long refreshes() {
        return circle.audit().calls("/access_token/refresh");
    }

    long asked() {
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

    /** Somebody else than the library revokes a lease's refresh token. */
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

    /** Ends a lease as a session listener does. */
    void end(Lease lease) {
        leases.end(lease.id(), lease.seenText());
    }

    @Override
    public void close() {
        node.close();
    }
}
