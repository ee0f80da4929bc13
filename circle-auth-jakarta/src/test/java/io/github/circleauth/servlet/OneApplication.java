package io.github.circleauth.servlet;

import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberIdentityResolver;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.SimulatedNode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** One application with the library and the sandbox. Background work runs at once, on the calling thread. */
public final class OneApplication {

    static final CircleAuthRuntime.Options DEFAULTS = options(false, false);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final MemberIdentityResolver NAME_IS_ID =
            caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));

    public final Circle circle = Circle.builder().clock(() -> START).seed(1).build();
    final MemoryLedger ledger = new MemoryLedger();
    final CircuitBreaker circuitBreaker;
    final Revoker revoker;
    final Leases leases;
    final CircleAuthRuntime runtime;
    final StubServer server;
    final CircleHttp http;

    /** Background work that waits, if it doesn't run at once. */
    final List<Runnable> queued = new ArrayList<>();

    boolean atOnce = true;

    /** How often the library has read the monotonic time. */
    final AtomicInteger tickerReads = new AtomicInteger();

    private final Map<Long, StubSession> signedIn = new HashMap<>();

    OneApplication(CircleAuthRuntime.Options options) {
        this(options, NAME_IS_ID);
    }

    OneApplication(CircleAuthRuntime.Options options, MemberIdentityResolver resolver) {
        this(options, resolver, Hooks.NONE, Leases::new);
    }

    /** Creates one whose requests to Circle may be held, with the leases that the test creates. */
    OneApplication(CircleAuthRuntime.Options options, Hooks hooks, Function<LeaseEnvironment, Leases> leases) {
        this(options, NAME_IS_ID, hooks, leases);
    }

    private OneApplication(
            CircleAuthRuntime.Options options,
            MemberIdentityResolver resolver,
            Hooks hooks,
            Function<LeaseEnvironment, Leases> leasesFactory) {
        this(
                options,
                resolver,
                (circle, ticker) -> InProcessCircle.client(circle, ticker, circle.clock(), hooks, tokens -> {}),
                leasesFactory);
    }

    /** Creates one whose Member API requests use a real network, and whose requests wait for tokens. */
    public static OneApplication online(Function<Circle, URI> memberApi) {
        return new OneApplication(
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ofSeconds(20)),
                NAME_IS_ID,
                (circle, ticker) -> InProcessCircle.online(circle, memberApi.apply(circle), ticker),
                Leases::new);
    }

    /** As {@link #online}, with a rate limit of so many requests in five minutes. */
    public static OneApplication limited(int requests, Function<Circle, URI> memberApi) {
        return new OneApplication(
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ofSeconds(20)),
                NAME_IS_ID,
                (circle, ticker) -> InProcessCircle.online(
                        circle, memberApi.apply(circle), ticker, requests, Duration.ofMinutes(5)),
                Leases::new);
    }

    private OneApplication(
            CircleAuthRuntime.Options options,
            MemberIdentityResolver resolver,
            BiFunction<Circle, Ticker, CircleHttp> httpFactory,
            Function<LeaseEnvironment, Leases> leasesFactory) {
        Ticker ticker = this::readTicker;
        Random random = new Random(1);
        Executor executor = this::execute;
        http = httpFactory.apply(circle, ticker);
        revoker = new Revoker(ledger, http.tokenEndpoint(RequestPriority.REVOCATION), executor, circle.clock(), random);
        circuitBreaker = new CircuitBreaker(ticker, random);
        leases = leasesFactory.apply(new LeaseEnvironment(
                http::tokenEndpoint,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of("app-token")),
                SimulatedNode.SCHEDULE,
                circuitBreaker,
                new ObtainLimit(60, ticker),
                executor,
                ticker,
                circle.clock(),
                random));
        runtime = new CircleAuthRuntime(leases, resolver, new MemberAccess(http), options, () -> {});
        server = new StubServer(runtime);
    }

    private long readTicker() {
        tickerReads.incrementAndGet();
        return circle.clock().offset().toNanos();
    }

    static CircleAuthRuntime.Options options(boolean reject, boolean createSession) {
        return new CircleAuthRuntime.Options(
                true, reject ? UrlPatterns.parse("/app/*") : UrlPatterns.NONE, createSession, Duration.ZERO);
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
        FilterChain chain = (passed, passedResponse) -> application.accept((StubRequest) passed);
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
        return new RequestMember(() -> runtime.memberOf(request));
    }

    /** Signs a member in, in a new session. Returns a handle for any thread. */
    public CircleMember signedIn(long id) {
        StubSession session = session("session-of-" + id);
        signedIn.put(id, session);
        StubRequest request = new StubRequest(Long.toString(id), session);
        serve(request);
        return member(request).capture();
    }

    /** Ends the session of a signed-in member. */
    public void signOut(long id) {
        signedIn.remove(id).end(server.listener);
    }

    /** Returns the access to the Member API. */
    public MemberAccess memberAccess() {
        return runtime.memberAccess();
    }

    /** Returns the number of requests to Circle for a token. */
    public long tokenRequests() {
        return obtains() + circle.audit().calls("/access_token/refresh");
    }

    long obtains() {
        return circle.audit().calls("/auth_token");
    }

    /** Returns the member ids of the tokens that are alive at Circle, one for each token. */
    List<Long> alive() {
        return circle.audit().alive().stream()
                .map(token -> token.communityMemberId())
                .toList();
    }
}
