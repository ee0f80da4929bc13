package io.github.circleauth.session;

import io.github.circleauth.Absence;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.TokenState;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.OrphanedTokens;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One server of a simulated deployment: real leases and the sandbox in the same JVM; the test moves time. */
public final class SimulatedNode implements AutoCloseable {

    /** A planted bug, which a test must find. */
    public enum Plant {
        NONE,
        /** The end of a lease is a flag beside the tokens, instead of a part of the one cell. */
        FLAG_INSTEAD_OF_CELL,
        /** A session's lease is used for any principal. */
        NO_PRINCIPAL_CHECK,
        /** Tokens that arrive after the end are dropped as if Circle had never issued them. */
        LATE_RESPONSE_DROPPED
    }

    public static final RenewalSchedule SCHEDULE = new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30));

    public final SteppedWorkers workers = new SteppedWorkers();
    public final CircleHttp client;
    public final Revoker revoker;
    public final CircuitBreaker circuitBreaker;
    final ObtainLimit obtainLimit;
    public final Leases leases;

    /** How often the monotonic time was read. */
    final AtomicInteger tickerReads = new AtomicInteger();

    /** Runs whenever the monotonic time is read. */
    Runnable onTickerRead = () -> {};

    /** The priorities of the renewals' requests. */
    final List<RequestPriority> priorities = new CopyOnWriteArrayList<>();

    /** All events, in their order. */
    public final List<CircleEvent> events = Collections.synchronizedList(new ArrayList<>());

    /** Runs at each event. */
    public Runnable onEvent = () -> {};

    public SimulatedNode(
            Circle circle, Ledger ledger, RandomGenerator random, Function<SteppedWorkers, Hooks> hooks, Plant plant) {
        this(circle, ledger, random, hooks, plant, circle.clock());
    }

    /** Creates a server with a clock other than Circle's. Its monotonic time follows Circle's clock. */
    SimulatedNode(
            Circle circle,
            Ledger ledger,
            RandomGenerator random,
            Function<SteppedWorkers, Hooks> hooks,
            Plant plant,
            InstantSource clock) {
        Ticker ticker = () -> {
            tickerReads.incrementAndGet();
            onTickerRead.run();
            return circle.clock().offset().toNanos();
        };
        client = InProcessCircle.client(circle, ticker, clock, hooks.apply(workers), this::orphan);
        revoker = new Revoker(
                ledger,
                client.tokenEndpoint(RequestPriority.REVOCATION),
                workers,
                clock,
                random,
                ticker,
                this::happened);
        circuitBreaker = new CircuitBreaker(ticker, random);
        obtainLimit = new ObtainLimit(60, ticker);
        LeaseEnvironment environment = new LeaseEnvironment(
                this::at,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of("sandbox-app-token")),
                SCHEDULE,
                circuitBreaker,
                obtainLimit,
                workers,
                ticker,
                clock,
                random,
                this::happened);
        leases = new PlantedLeases(environment, plant, workers::hang);
    }

    private void happened(CircleEvent event) {
        events.add(event);
        onEvent.run();
    }

    @Nullable Lease find(String id, @Nullable String text, String principal, int timeoutSeconds) {
        Principal caller = () -> principal;
        Optional<MemberIdentity> identity = Optional.of(MemberIdentity.communityMemberId(Long.parseLong(principal)));
        long nanos = leases.nanos();
        Lease known = leases.find(id, caller, nanos);
        return known != null ? known : leases.find(id, text, caller, identity, timeoutSeconds, nanos);
    }

    void touch(Lease lease, int timeoutSeconds) {
        leases.touch(lease, timeoutSeconds, leases.nanos());
    }

    void renewIfDue(Lease lease) {
        leases.renewIfDue(lease, leases.nanos());
    }

    @Nullable MemberTokens current(Lease lease) {
        return leases.current(lease, leases.nanos());
    }

    CompletableFuture<MemberTokens> tokens(Lease lease) {
        return leases.tokens(lease, leases.nanos());
    }

    void reject(Lease lease, AccessToken rejected) {
        leases.reject(lease, rejected, leases.nanos());
    }

    TokenState state(Lease lease) {
        return lease.stateAt(leases.nanos());
    }

    /** Returns a lease's member, which does not wait. */
    LeaseMember member(Lease lease) {
        return new LeaseMember(leases, Duration.ZERO, lease, Cause.ANONYMOUS, leases.nanos());
    }

    Optional<Absence> whyAbsent(Lease lease) {
        return member(lease).whyAbsent();
    }

    private CircleAuthClient at(RequestPriority priority) {
        priorities.add(priority);
        return client.tokenEndpoint(priority);
    }

    private void orphan(OrphanedTokens tokens) {
        leases.orphan(tokens);
    }

    /** Returns the leases with more than one renewal hanging in a request. */
    public List<Lease> leasesWithSeveralRenewals() {
        Set<Lease> seen = new HashSet<>();
        return workers.hangingWork().stream()
                .filter(Renewal.class::isInstance)
                .map(work -> ((Renewal) work).lease())
                .filter(lease -> !seen.add(lease))
                .toList();
    }

    @Override
    public void close() {
        workers.close();
        client.close();
    }

    private static final class PlantedLeases extends Leases {
        private final Plant plant;
        private final Runnable pause;

        PlantedLeases(LeaseEnvironment environment, Plant plant, Runnable pause) {
            super(
                    environment,
                    SameCaller.EQUAL,
                    plant == Plant.LATE_RESPONSE_DROPPED
                            ? new DroppingLedger(environment)
                            : new LeaseLedger(environment));
            this.plant = plant;
            this.pause = pause;
        }

        @Override
        Lease newLease(String id, String principal, Optional<MemberIdentity> identity, String text, long nanos) {
            return switch (plant) {
                case FLAG_INSTEAD_OF_CELL -> new FlaggedLease(id, principal, identity, text, pause);
                case NO_PRINCIPAL_CHECK -> new UncheckedLease(id, principal, identity, text);
                default -> super.newLease(id, principal, identity, text, nanos);
            };
        }
    }

    private static final class DroppingLedger extends LeaseLedger {
        DroppingLedger(LeaseEnvironment environment) {
            super(environment);
        }

        @Override
        boolean complete(Lease lease, MemberTokens tokens, Instant requestedAt, @Nullable HeldTokens held) {
            return !lease.isEnded() && super.complete(lease, tokens, requestedAt, held);
        }
    }

    private static final class UncheckedLease extends Lease {
        UncheckedLease(String id, String principal, Optional<MemberIdentity> identity, String text) {
            super(id, principal, identity.orElse(null), text, 0);
        }

        @Override
        public boolean belongsTo(Principal caller, SameCaller rule) {
            return true;
        }

        @Override
        boolean belongsTo(Principal caller, Optional<MemberIdentity> resolved) {
            return true;
        }
    }

    private static final class FlaggedLease extends Lease {
        private final Runnable pause;
        private volatile boolean ended;
        private volatile @Nullable HeldTokens holding;

        FlaggedLease(String id, String principal, Optional<MemberIdentity> identity, String text, Runnable pause) {
            super(id, principal, identity.orElse(null), text, 0);
            this.pause = pause;
        }

        @Override
        boolean complete(HeldTokens brought, boolean counts) {
            if (ended) {
                return false;
            }
            pause.run();
            holding = brought;
            super.complete(brought, counts);
            return true;
        }

        @Override
        @Nullable HeldTokens held() {
            return holding;
        }

        @Override
        boolean end() {
            boolean first = !ended;
            ended = true;
            holding = null;
            super.end();
            return first;
        }
    }
}
