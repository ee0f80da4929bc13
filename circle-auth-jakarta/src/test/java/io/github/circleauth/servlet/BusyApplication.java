package io.github.circleauth.servlet;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.SteppedWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One application with many requests at once, in simulated time, which only the test advances. A request to Circle takes a
 * configured time, and the wait of a request for a token is measured on the same time.
 */
final class BusyApplication implements AutoCloseable {

    static final Duration REQUEST_WAIT = Duration.ofSeconds(3);

    /** The library's worker threads, and so the most requests to Circle at once. */
    static final int WORKERS = 8;

    private static final int LONG_SESSION_SECONDS = 4 * 3600;

    /** A request of a user, which may use the token. */
    final class Visit {
        final long member;
        final boolean usesToken;
        final boolean circuitBreakerWasOpen = application.circuitBreaker.isOpen();
        final Duration begun = application.circle.clock().offset();

        @Nullable Duration ended;

        @Nullable Object result;

        @Nullable CircleAuthException failure;

        private Visit(long member, boolean usesToken) {
            this.member = member;
            this.usesToken = usesToken;
        }

        boolean isWaiting() {
            return ended == null;
        }

        /** Returns the time that the request took, up to now if it still waits. Only a wait takes simulated time. */
        Duration waited() {
            return (ended == null ? application.circle.clock().offset() : ended).minus(begun);
        }

        boolean tookNoTime() {
            return !isWaiting() && waited().isZero();
        }

        @Override
        public String toString() {
            return "member " + member + (usesToken ? " uses the token at " : " arrives at ") + begun + " and waits "
                    + waited();
        }

        boolean hasToken() {
            return result instanceof AccessToken;
        }

        private void serve(StubRequest request, Function<CircleMember, ?> page) {
            application.serve(request, passed -> {
                try {
                    result = page.apply(application.member(passed));
                } catch (CircleAuthException absent) {
                    failure = absent;
                }
            });
            ended = application.circle.clock().offset();
        }
    }

    /** Threads that pause for a while of the simulated time. */
    private final class Threads {
        private record Pause(long until, BooleanSupplier orUntil) {}

        final SteppedWorkers stepped = new SteppedWorkers();

        /** The pauses of the paused threads, in the order of the threads. */
        private final List<Pause> pauses = new ArrayList<>();

        void pause(Duration time, BooleanSupplier orUntil) {
            pauses.add(new Pause(nanos() + time.toNanos(), orUntil));
            stepped.hang();
        }

        boolean resumeOne() {
            for (int i = 0; i < pauses.size(); i++) {
                if (pauses.get(i).until() <= nanos() || pauses.get(i).orUntil().getAsBoolean()) {
                    pauses.remove(i);
                    stepped.resume(i);
                    return true;
                }
            }
            return false;
        }

        LongStream ends() {
            return pauses.stream().mapToLong(Pause::until);
        }
    }

    /** A future on which a request waits for its tokens, in simulated time. */
    private final class AwaitedTokens extends CompletableFuture<MemberTokens> {
        @Override
        public MemberTokens get(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            if (!isDone()) {
                requests.pause(Duration.ofNanos(unit.toNanos(time)), this::isDone);
            }
            if (!isDone()) {
                throw new TimeoutException();
            }
            return super.get(0, unit);
        }

        @Override
        public MemberTokens get() {
            throw new AssertionError("A request waits without a timeout.");
        }

        @Override
        public MemberTokens join() {
            return get();
        }
    }

    private final class AwaitedLeases extends Leases {
        AwaitedLeases(LeaseEnvironment parts) {
            super(parts);
        }

        @Override
        public CompletableFuture<MemberTokens> tokens(Lease lease, long nanos) {
            AwaitedTokens tokens = new AwaitedTokens();
            CompletableFuture<?> unused = super.tokens(lease, nanos).whenComplete((brought, failure) -> {
                if (failure == null) {
                    tokens.complete(brought);
                } else {
                    tokens.completeExceptionally(failure);
                }
            });
            return tokens;
        }
    }

    private final Hooks requestsTakeTime = new Hooks() {
        @Override
        public void beforeResponse() {
            workers.pause(requestTakes, () -> false);
        }
    };

    private final Threads workers = new Threads();
    private final Threads requests = new Threads();
    private final OneApplication application = new OneApplication(
            new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, REQUEST_WAIT),
            requestsTakeTime,
            AwaitedLeases::new);
    private @Nullable Throwable broken;
    private int sessions;

    final Circle circle = application.circle;
    final CircuitBreaker circuitBreaker = application.circuitBreaker;

    /** How long a request to Circle that is sent from now on takes, until it has a response or times out. */
    Duration requestTakes = Duration.ZERO;

    BusyApplication(int members) {
        application.atOnce = false;
        circle.people(LongStream.rangeClosed(1, members)
                .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                .toList());
    }

    private long nanos() {
        return circle.clock().offset().toNanos();
    }

    /** Creates a session that outlives the test. */
    StubSession session(long member) {
        StubSession session = application.session("session " + ++sessions + " of " + member);
        session.setMaxInactiveInterval(LONG_SESSION_SECONDS);
        return session;
    }

    /** Ends a session, as its container does. */
    void end(StubSession session) {
        session.end(application.server.listener);
    }

    /** Does what the library does each second: starts the revocations that are due. */
    void tick() {
        application.revoker.kick();
    }

    /** Ends a session's lease as another server of the cluster does: this server finds that in the ledger. */
    void endElsewhere(StubSession session) {
        application.leases.end(
                (String) session.attributes.get(SessionAttributes.LEASE_ID), null, LeaseEnded.Reason.SESSION_ENDED);
    }

    /** Serves a request. Returns when it has completed or waits. */
    Visit visit(long member, StubSession session, boolean usesToken) {
        return serve(
                new Visit(member, usesToken),
                session,
                usesToken ? CircleMember::accessToken : unused -> "no token used");
    }

    /** As above, with a page that uses the member in its own way. */
    Visit visit(long member, StubSession session, Function<CircleMember, ?> page) {
        return serve(new Visit(member, true), session, page);
    }

    private Visit serve(Visit visit, StubSession session, Function<CircleMember, ?> page) {
        StubRequest request = new StubRequest(Long.toString(visit.member), session);
        requests.stepped.execute(() -> {
            try {
                visit.serve(request, page);
            } catch (RuntimeException | Error failed) {
                broken = failed;
            }
        });
        requests.stepped.startNext();
        settle();
        return visit;
    }

    /** Advances the time. Work that ends in it completes, and the requests that wait for it continue. */
    void pass(Duration time) {
        long end = nanos() + time.toNanos();
        settle();
        for (OptionalLong next = nextEnd(); next.isPresent() && next.getAsLong() <= end; next = nextEnd()) {
            moveTo(next.getAsLong());
            settle();
        }
        moveTo(end);
    }

    private OptionalLong nextEnd() {
        return Stream.of(workers, requests).flatMapToLong(Threads::ends).min();
    }

    private void moveTo(long moment) {
        circle.clock().advance(Duration.ofNanos(moment - nanos()));
    }

    /** Does all work that takes no time. */
    private void settle() {
        boolean somethingIsLeft = true;
        while (somethingIsLeft) {
            somethingIsLeft = workers.resumeOne() || startWork() || requests.resumeOne();
        }
        if (broken != null) {
            throw new AssertionError("A request failed.", broken);
        }
    }

    private boolean startWork() {
        if (workers.stepped.hanging() == WORKERS || application.queued.isEmpty()) {
            return false;
        }
        workers.stepped.execute(application.queued.remove(0));
        return workers.stepped.startNext();
    }

    /** Returns the number of requests to Circle for tokens. */
    long tokenRequests() {
        return circle.audit().calls("/auth_token") + circle.audit().calls("/access_token/refresh");
    }

    @Override
    public void close() {
        workers.stepped.close();
        requests.stepped.close();
    }
}
