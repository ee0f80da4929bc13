package io.github.circleauth.servlet;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.CircleMember;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.http.InProcessCircle.Pauses;
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
 * One application under many requests at once, in time that moves by the test's hand alone: a call to Circle takes as long
 * as it is said to, and a request that waits for a token waits on the same time, which tells how long it did.
 */
final class BusyApplication implements AutoCloseable {

    static final Duration REQUEST_WAIT = Duration.ofSeconds(3);

    /** As many calls to Circle are under way at most: the library has so many threads. */
    static final int WORKERS = 8;

    private static final int LONG_SESSION_SECONDS = 4 * 3600;

    /** A request, whose page may ask for the token. */
    final class Visit {
        final long member;
        final boolean asks;
        final boolean circuitBreakerWasOpen = application.circuitBreaker.isOpen();
        final Duration begun = application.circle.clock().offset();

        @Nullable Duration ended;

        @Nullable Object answer;

        @Nullable CircleAuthException failure;

        private Visit(long member, boolean asks) {
            this.member = member;
            this.asks = asks;
        }

        boolean isWaiting() {
            return ended == null;
        }

        /** Returns how long the request took, until now if it still waits: nothing but a wait takes time here. */
        Duration waited() {
            return (ended == null ? application.circle.clock().offset() : ended).minus(begun);
        }

        boolean tookNoTime() {
            return !isWaiting() && waited().isZero();
        }

        @Override
        public String toString() {
            return "member " + member + (asks ? " asks at " : " comes at ") + begun + " and waits " + waited();
        }

        boolean hasToken() {
            return answer instanceof AccessToken;
        }

        private void serve(StubRequest request, Function<CircleMember, ?> page) {
            application.serve(request, passed -> {
                try {
                    answer = page.apply(application.member(passed));
                } catch (CircleAuthException absent) {
                    failure = absent;
                }
            });
            ended = application.circle.clock().offset();
        }
    }

    /** Threads that stand still for a while on the hand-moved time. */
    private final class Threads {
        private record Still(long until, BooleanSupplier orSooner) {}

        final SteppedWorkers stepped = new SteppedWorkers();

        /** Why each of the hanging ones hangs, in their order. */
        private final List<Still> still = new ArrayList<>();

        void standStill(Duration time, BooleanSupplier orSooner) {
            still.add(new Still(nanos() + time.toNanos(), orSooner));
            stepped.hang();
        }

        boolean letOneGoOn() {
            for (int i = 0; i < still.size(); i++) {
                if (still.get(i).until() <= nanos() || still.get(i).orSooner().getAsBoolean()) {
                    still.remove(i);
                    stepped.resume(i);
                    return true;
                }
            }
            return false;
        }

        LongStream ends() {
            return still.stream().mapToLong(Still::until);
        }
    }

    /** Tokens for which a request waits on the hand-moved time. */
    private final class AwaitedTokens extends CompletableFuture<MemberTokens> {
        @Override
        public MemberTokens get(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            if (!isDone()) {
                requests.standStill(Duration.ofNanos(unit.toNanos(time)), this::isDone);
            }
            if (!isDone()) {
                throw new TimeoutException();
            }
            return super.get(0, unit);
        }

        @Override
        public MemberTokens get() {
            throw new AssertionError("A request waits without a bound.");
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

    private final Pauses callsTakeTime = new Pauses() {
        @Override
        public void beforeAnswer() {
            workers.standStill(callTakes, () -> false);
        }
    };

    private final Threads workers = new Threads();
    private final Threads requests = new Threads();
    private final OneApplication application = new OneApplication(
            new CircleAuthRuntime.Options(true, false, false, REQUEST_WAIT), callsTakeTime, AwaitedLeases::new);
    private @Nullable Throwable broken;
    private int sessionsMade;

    final Circle circle = application.circle;
    final CircuitBreaker circuitBreaker = application.circuitBreaker;

    /** How long it takes until a call that is made from now on is answered, or given up. */
    Duration callTakes = Duration.ZERO;

    BusyApplication(int members) {
        application.atOnce = false;
        circle.people(LongStream.rangeClosed(1, members)
                .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                .toList());
    }

    private long nanos() {
        return circle.clock().offset().toNanos();
    }

    /** Makes a session that outlives the test. */
    StubSession session(long member) {
        StubSession session = application.session("session " + ++sessionsMade + " of " + member);
        session.setMaxInactiveInterval(LONG_SESSION_SECONDS);
        return session;
    }

    /** Ends a session, as its container does. */
    void end(StubSession session) {
        session.end(application.server.listener);
    }

    /** What the library does each second: it looks for what is due to be revoked. */
    void tick() {
        application.revoker.kick();
    }

    /** Ends a session's lease as another server of the cluster does: this one learns of it by the ledger. */
    void endElsewhere(StubSession session) {
        application.leases.end((String) session.attributes.get(SessionAttributes.LEASE_ID), null);
    }

    /** Has a request come in, and returns when it was answered, or waits. */
    Visit visit(long member, StubSession session, boolean asks) {
        return serve(new Visit(member, asks), session, asks ? CircleMember::accessToken : nothing -> "no token needed");
    }

    /** As above, with a page that asks in a way of its own. */
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

    /** Moves time on. What is under way comes to its end meanwhile, and who waits for it goes on. */
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

    /** Has everything done that needs no time. */
    private void settle() {
        boolean somethingIsLeft = true;
        while (somethingIsLeft) {
            somethingIsLeft = workers.letOneGoOn() || startWork() || requests.letOneGoOn();
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

    /** Returns how often Circle was asked for tokens. */
    long asked() {
        return circle.audit().calls("/auth_token") + circle.audit().calls("/access_token/refresh");
    }

    @Override
    public void close() {
        workers.stepped.close();
        requests.stepped.close();
    }
}
