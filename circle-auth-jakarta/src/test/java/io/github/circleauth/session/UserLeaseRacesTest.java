package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.Secret;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Requests of users without a session on many threads, while their leases end in every way: by a sign-out, by a sweep, to
 * make room, with the application.
 */
class UserLeaseRacesTest {

    private static final int USERS = 4;
    private static final int THREADS = 4;
    private static final int ROUNDS = 500;
    private static final int ENDS = 100;
    private static final int IDLE_SECONDS = 1800;

    private final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();
    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = nanos::get;
    private final MemoryLedger ledger = new MemoryLedger();
    private final CircleHttp client = InProcessCircle.client(circle, ticker, circle.clock(), Hooks.NONE, tokens -> {});
    private final Random random = new Random(1);
    private final Revoker revoker = new Revoker(
            ledger, client.tokenEndpoint(RequestPriority.REVOCATION), Runnable::run, circle.clock(), random);
    private final Leases leases = new Leases(new LeaseEnvironment(
            client::tokenEndpoint,
            ledger,
            revoker,
            Seal.derivedFrom(Secret.of("app-token")),
            SimulatedNode.SCHEDULE,
            new CircuitBreaker(ticker, random),
            new ObtainLimit(1_000_000, ticker),
            Runnable::run,
            ticker,
            circle.clock(),
            random));
    private final UserLeases users = leases.users();
    private final AtomicLong uses = new AtomicLong();
    private final Set<Lease> seen = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

    @AfterEach
    void close() {
        threads.shutdownNow();
        client.close();
    }

    private static Optional<MemberIdentity> identity(long member) {
        return Optional.of(MemberIdentity.communityMemberId(member));
    }

    /** As the current member of a request does: after an end, looks the lease up once more. */
    private void use(long member) throws Exception {
        while (true) {
            Lease lease = users.of(identity(member), IDLE_SECONDS, leases.nanos());
            seen.add(lease);
            try {
                var tokens = leases.tokens(lease, leases.nanos()).get(20, TimeUnit.SECONDS);
                assertThat(tokens.communityMemberId()).isEqualTo(member);
                uses.incrementAndGet();
                return;
            } catch (java.util.concurrent.ExecutionException failed) {
                // Several ends may follow each other while a request of this test waits for the processor.
                assertThat(failed).hasCauseInstanceOf(NotSignedInException.class);
            }
        }
    }

    private void raceRequestsAgainst(Runnable end) throws Exception {
        AtomicInteger ended = new AtomicInteger();
        List<Future<?>> requests = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit((Callable<Void>) () -> {
                    // The processor may run the one thread long before the other.
                    for (int i = 0; i < ROUNDS || ended.get() < ENDS; i++) {
                        use(ADA + (thread + i) % USERS);
                    }
                    return null;
                }))
                .toList();
        Future<?> ends = threads.submit(() -> {
            while (requests.stream().anyMatch(request -> !request.isDone()) || ended.get() < ENDS) {
                // So that requests make progress, however the processor is divided.
                long before = uses.get();
                end.run();
                ended.incrementAndGet();
                while (uses.get() == before && requests.stream().anyMatch(request -> !request.isDone())) {
                    Thread.onSpinWait();
                }
            }
        });
        for (Future<?> request : requests) {
            request.get(60, TimeUnit.SECONDS);
        }
        ends.get(60, TimeUnit.SECONDS);
        assertOneLeaseForEachUserAndNothingLeftBehind();
    }

    private void assertOneLeaseForEachUserAndNothingLeftBehind() {
        assertThat(seen).hasSizeGreaterThan(USERS);
        assertThat(seen.stream().filter(lease -> !lease.isEnded()).count()).isLessThanOrEqualTo(USERS);
        assertThat(users.size()).isLessThanOrEqualTo(USERS);
        users.close();
        assertThat(seen).allMatch(Lease::isEnded);
        revokeAllDue();
        assertThat(circle.audit().alive()).isEmpty();
        assertThat(ledger.size()).isZero();
        assertThat(leases.size()).isZero();
    }

    private void revokeAllDue() {
        for (int i = 0; i < 100_000 && ledger.size() > 0; i++) {
            revoker.kick();
        }
    }

    @Test
    void aSignOutWhileRequestsUseTheLease() throws Exception {
        AtomicLong turn = new AtomicLong();

        raceRequestsAgainst(() -> users.signOut(
                MemberIdentity.communityMemberId(ADA + turn.getAndIncrement() % USERS),
                LeaseEnded.Reason.SESSION_ENDED));
    }

    @Test
    void aSweepWhileRequestsUseTheLease() throws Exception {
        raceRequestsAgainst(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(IDLE_SECONDS));
            users.sweep(nanos.get());
        });
    }

    /** The sweep of all leases, which ends those that have expired without their rows. */
    @Test
    void aSweepOfAllLeasesWhileRequestsUseThem() throws Exception {
        raceRequestsAgainst(() -> {
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(IDLE_SECONDS * 2));
            leases.sweep();
        });
    }

    @Test
    void simultaneousFirstRequestsOfAUserShareOneLease() throws Exception {
        for (int i = 0; i < 300; i++) {
            Optional<MemberIdentity> newcomer = identity(ADA + i);
            CyclicBarrier together = new CyclicBarrier(THREADS);
            List<Future<Lease>> first = IntStream.range(0, THREADS)
                    .mapToObj(thread -> threads.submit(() -> {
                        together.await();
                        return users.of(newcomer, IDLE_SECONDS, leases.nanos());
                    }))
                    .toList();
            Set<Lease> opened = new HashSet<>();
            for (Future<Lease> each : first) {
                opened.add(each.get(60, TimeUnit.SECONDS));
            }
            assertThat(opened).hasSize(1).noneMatch(Lease::isEnded);
        }
    }

    @Test
    void theEndOfTheApplicationWhileRequestsOpenLeases() throws Exception {
        List<Future<?>> requests = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        Lease lease = users.of(identity(ADA + i % 500), IDLE_SECONDS, leases.nanos());
                        if (lease != null) {
                            seen.add(lease);
                            leases.renewIfDue(lease, leases.nanos());
                        }
                    }
                }))
                .toList();
        while (users.size() < 50) {
            Thread.onSpinWait();
        }
        users.close();
        for (Future<?> request : requests) {
            request.get(60, TimeUnit.SECONDS);
        }

        assertThat(seen).hasSizeGreaterThan(49).allMatch(Lease::isEnded);
        revokeAllDue();
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void makingRoomWhileRequestsUseTheLeases() throws Exception {
        for (int i = 0; i < UserLeases.MAX; i++) {
            users.of(identity(1_000_000 + i), IDLE_SECONDS, leases.nanos());
        }
        nanos.addAndGet(UserLeases.IN_USE);
        AtomicLong next = new AtomicLong(2_000_000);

        List<Future<?>> requests = IntStream.range(0, THREADS)
                .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        Lease lease = users.of(identity(next.getAndIncrement()), IDLE_SECONDS, leases.nanos());
                        assertThat(lease).isNotNull();
                        seen.add(lease);
                        assertThat(users.size()).isLessThanOrEqualTo(UserLeases.MAX);
                    }
                }))
                .toList();
        for (Future<?> request : requests) {
            request.get(60, TimeUnit.SECONDS);
        }

        assertThat(seen).as("those in use stay").hasSize(THREADS * 200).noneMatch(Lease::isEnded);
        assertThat(users.size()).isEqualTo(UserLeases.MAX);
        assertThat(leases.size()).isEqualTo(UserLeases.MAX);
    }
}
