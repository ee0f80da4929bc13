package io.github.circleauth.operations;

import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.Lease;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.ObtainLimit;
import io.github.circleauth.session.RenewalSchedule;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** An application whose Circle is in memory, with its diagnostics. All work runs at once, on the calling thread. */
final class DiagnosedApplication {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Circle circle = Circle.builder().clock(() -> START).seed(1).build();
    private final Statistics statistics = new Statistics(circle.clock());
    private final Ledger ledger;
    final Leases leases;
    final Revoker revoker;
    final CircuitBreaker circuitBreaker;
    final CircleHttp http;
    final Diagnostics diagnostics;
    final Gauges gauges;
    LiveCounts live = new LiveCounts(0, 5_000, 0, 0, 0, 0);

    DiagnosedApplication() {
        this(new MemoryLedger(), List.of(), 100);
    }

    DiagnosedApplication(Ledger ledger, List<ConfigurationEntry> configuration, int rateLimit) {
        this.ledger = ledger;
        Ticker ticker = () -> circle.clock().offset().toNanos();
        Random random = new Random(1);
        http = InProcessCircle.limited(circle, ticker, rateLimit);
        revoker = new Revoker(
                ledger, http.tokenEndpoint(RequestPriority.REVOCATION), Runnable::run, circle.clock(), random);
        circuitBreaker = new CircuitBreaker(ticker, random);
        LeaseEnvironment environment = new LeaseEnvironment(
                http::tokenEndpoint,
                ledger,
                revoker,
                Seal.derivedFrom(Secret.of(circle.apiToken())),
                new RenewalSchedule(Duration.ofMinutes(15), Duration.ofSeconds(30)),
                circuitBreaker,
                new ObtainLimit(60, ticker),
                Runnable::run,
                ticker,
                circle.clock(),
                random,
                statistics);
        leases = new Leases(environment);
        diagnostics = new Diagnostics(
                new LeaseInspector(leases),
                ledger,
                http,
                new Threads("/diagnosed", DiagnosedApplication.class.getClassLoader()),
                () -> live,
                statistics,
                configuration,
                circle.clock());
        gauges = new Gauges(new LeaseInspector(leases), ledger, http, ticker, circle.clock());
    }

    /** Opens a lease and requests its tokens. */
    Lease signIn(String name, MemberIdentity identity) {
        Lease lease = leases.open(() -> name, Optional.of(identity), 8 * 3600, leases.nanos());
        leases.renewIfDue(lease, leases.nanos());
        return lease;
    }

    Lease signIn(long member) {
        return signIn("user-" + member, MemberIdentity.communityMemberId(member));
    }

    /** Returns the attributes of an MBean. A server registers each object once. */
    ManagedAttributes attributes() {
        return new ManagedAttributes(new LeaseInspector(leases), ledger, statistics, circle.clock());
    }

    DiagnosticsPage page() {
        return diagnostics.page(Optional.empty());
    }

    /** Returns the value of a fact of a section. */
    Object fact(String section, String key) {
        return page().sections().stream()
                .filter(each -> each.key().equals(section))
                .flatMap(each -> each.facts().stream())
                .filter(fact -> fact.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** Returns the rows of a section's table. */
    List<List<Object>> rows(String section, String table) {
        return page().sections().stream()
                .filter(each -> each.key().equals(section))
                .flatMap(each -> each.tables().stream())
                .filter(each -> each.key().equals(table))
                .findFirst()
                .orElseThrow()
                .rows();
    }
}
