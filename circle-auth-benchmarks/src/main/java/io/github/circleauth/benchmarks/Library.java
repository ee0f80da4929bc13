package io.github.circleauth.benchmarks;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.member.MemberAccess;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.servlet.CircleAuthRuntime;
import io.github.circleauth.servlet.RequestMember;
import io.github.circleauth.servlet.UrlPatterns;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.RenewalSchedule;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executor;

/** This library with its defaults and a stand-in for Circle, wired without CDI. */
final class Library implements AutoCloseable {

    private static final int NO_LIMIT = 1_000_000;

    private final Threads threads = new Threads("benchmarks", Library.class.getClassLoader());
    final CountedLedger counted = new CountedLedger(new MemoryLedger());
    final Ledger ledger = counted.ledger();
    final Revoker revoker;
    final Leases leases;
    final CircleAuthRuntime runtime;
    private final CircleHttp unused =
            CircleHttp.builder().apiToken(Secret.of("app-token")).build();

    Library(SlowCircle circle, Ticker ticker, InstantSource clock) {
        this(circle, ticker, clock, Optional.empty());
    }

    /** Creates one whose background work runs at once, on the calling thread, for a simulation. */
    static Library simulated(SlowCircle circle, SimulatedTime time) {
        return new Library(circle, time, time, Optional.of(Runnable::run));
    }

    private Library(SlowCircle circle, Ticker ticker, InstantSource clock, Optional<Executor> atOnce) {
        SecureRandom random = new SecureRandom();
        Executor workers = atOnce.orElse(threads.workers());
        revoker = new Revoker(ledger, circle, workers, clock, random);
        leases = new Leases(new LeaseEnvironment(
                priority -> circle,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of("app-token")),
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                new CircuitBreaker(ticker, random),
                new ObtainLimit(NO_LIMIT, ticker),
                workers,
                ticker,
                clock,
                random));
        runtime = new CircleAuthRuntime(
                leases,
                caller -> Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName()))),
                new MemberAccess(unused),
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ofSeconds(10)),
                () -> {});
    }

    /** Returns the current member, as a bean or a servlet gets it. */
    RequestMember member(HttpServletRequest request) {
        return new RequestMember(() -> runtime.memberOf(request));
    }

    @Override
    public void close() {
        threads.close(Duration.ZERO);
        unused.close();
    }
}
