package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.Secret;
import io.github.circleauth.http.HttpCircleAuthClient;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Pauses;
import io.github.circleauth.http.Priority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Revoker;
import io.github.circleauth.member.CallsAsMember;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.Gate;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.Parts;
import io.github.circleauth.session.SimulatedNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/** One application with the library in it, over the sandbox; what is to be done elsewhere is done at once. */
final class OneApplication {

    static final CircleAuthRuntime.Options USUAL = options(false, false);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final MemberIdentityResolver NAME_IS_ID =
            caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));

    final Circle circle = Circle.builder().clock(() -> START).seed(1).build();
    final MemoryLedger ledger = new MemoryLedger();
    final Gate gate;
    final Leases leases;
    final CircleAuthRuntime runtime;
    final StubServer server;

    /** Work that waits to be done, if it isn't done at once. */
    final List<Runnable> queued = new ArrayList<>();

    boolean atOnce = true;

    OneApplication(CircleAuthRuntime.Options options) {
        this(options, NAME_IS_ID);
    }

    OneApplication(CircleAuthRuntime.Options options, MemberIdentityResolver resolver) {
        this(options, resolver, Pauses.NONE, Leases::new);
    }

    /** Makes one whose calls to Circle may be held up, and whose leases may be the test's own. */
    OneApplication(CircleAuthRuntime.Options options, Pauses pauses, Function<Parts, Leases> leases) {
        this(options, NAME_IS_ID, pauses, leases);
    }

    private OneApplication(
            CircleAuthRuntime.Options options,
            MemberIdentityResolver resolver,
            Pauses pauses,
            Function<Parts, Leases> makingLeases) {
        Ticker ticker = () -> circle.clock().offset().toNanos();
        Random random = new Random(1);
        Executor executor = this::execute;
        HttpCircleAuthClient client = InProcessCircle.client(circle, ticker, circle.clock(), pauses, tokens -> {});
        Revoker revoker = new Revoker(ledger, client.at(Priority.REVOCATION), executor, circle.clock(), random);
        gate = new Gate(ticker, random);
        leases = makingLeases.apply(new Parts(
                client::at,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of("app-token")),
                SimulatedNode.SCHEDULE,
                gate,
                new ObtainLimit(60, ticker),
                executor,
                ticker,
                circle.clock(),
                random));
        runtime = new CircleAuthRuntime(leases, resolver, new CallsAsMember(client.memberCalls()), options, () -> {});
        server = new StubServer(runtime);
    }

    static CircleAuthRuntime.Options options(boolean reject, boolean createSession) {
        return new CircleAuthRuntime.Options(true, reject, createSession, Duration.ZERO);
    }

    private synchronized void execute(Runnable work) {
        if (atOnce) {
            work.run();
        } else {
            queued.add(work);
        }
    }

    StubResponse serve(StubRequest request) {
        return serve(request, passed -> {});
    }

    StubResponse serve(StubRequest request, Consumer<StubRequest> application) {
        StubResponse response = new StubResponse();
        FilterChain chain = (passed, answer) -> application.accept((StubRequest) passed);
        try {
            server.filter().doFilter(request, response, chain);
        } catch (IOException | ServletException e) {
            throw new IllegalStateException(e);
        }
        return response;
    }

    StubSession session(String id) {
        StubSession session = new StubSession(id);
        session.servedBy(server.context);
        return session;
    }

    CircleMember member(StubRequest request) {
        return new RequestMember(() -> runtime, () -> request);
    }

    long obtains() {
        return circle.audit().calls("/auth_token");
    }

    /** Returns whose tokens are alive at Circle: each member once for each token. */
    List<Long> alive() {
        return circle.audit().alive().stream()
                .map(token -> token.communityMemberId())
                .toList();
    }
}
