package io.github.circleauth.operations;

import io.github.circleauth.TokenState;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.RateLimitUsage;
import io.github.circleauth.http.Ticker;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.operations.Meters.Metric;
import io.github.circleauth.session.CircuitBreaker;
import io.github.circleauth.session.LeaseInspector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The gauges of one deployment. They are read on threads of the server, and wait for nothing. */
public final class Gauges {

    static final Metric LEASES = new Metric(
            "circle.auth.leases.live", "{lease}", "Leases of this server, by the state of their access tokens.");

    static final Metric WAITING = new Metric(
            "circle.auth.revocations.waiting",
            "{token}",
            "Tokens to be revoked that the ledger has, of all servers that share it.");

    static final Metric OLDEST_DUE = new Metric(
            "circle.auth.revocations.oldest_due",
            "s",
            "How long the token has been due that has been due for longest.");

    static final Metric LEDGER_UNREACHABLE = new Metric(
            "circle.auth.ledger.unreachable",
            "s",
            "How long the ledger's database has not responded; 0 if it responds.");

    static final Metric CIRCUIT_BREAKER = new Metric(
            "circle.auth.circuit_breaker.state",
            "{circuit_breaker}",
            "1 for the state of the circuit breaker, 0 for the others.");

    static final Metric RATE_LIMIT = new Metric(
            "circle.auth.rate_limit.utilization", "1", "The share of the rate limit that is used, by what for.");

    static final List<Metric> ALL =
            List.of(LEASES, WAITING, OLDEST_DUE, LEDGER_UNREACHABLE, CIRCUIT_BREAKER, RATE_LIMIT);

    /** Within this time, all readings see the same leases: each state is read by itself. */
    private static final Duration ONE_READING = Duration.ofSeconds(1);

    /** The uses of the rate limit. */
    enum Use {
        SIGN_IN,
        RENEWAL,
        REVOCATION,
        MEMBER_API;

        private int of(RateLimitUsage usage) {
            return switch (this) {
                case SIGN_IN -> usage.signIns();
                case RENEWAL -> usage.renewals();
                case REVOCATION -> usage.revocations();
                case MEMBER_API -> usage.memberApi();
            };
        }
    }

    private record Counted(long at, Map<TokenState, Integer> states) {}

    private final LeaseInspector leases;
    private final Ledger ledger;
    private final LedgerWatch watch;
    private final CircleHttp http;
    private final Ticker ticker;
    private final InstantSource clock;
    private @Nullable Counted counted;

    public Gauges(LeaseInspector leases, Ledger ledger, CircleHttp http, Ticker ticker, InstantSource clock) {
        this.leases = leases;
        this.ledger = ledger;
        this.watch = new LedgerWatch(ledger, clock);
        this.http = http;
        this.ticker = ticker;
        this.clock = clock;
    }

    void register(Meters meters) {
        for (TokenState state : EnumSet.complementOf(EnumSet.of(TokenState.ENDED))) {
            meters.gauge(LEASES, Map.of("state", RequestLabels.of(state)), () -> leases(state));
        }
        meters.gauge(WAITING, Map.of(), this::waiting);
        meters.gauge(OLDEST_DUE, Map.of(), this::oldestDue);
        meters.gauge(LEDGER_UNREACHABLE, Map.of(), () -> seconds(ledger.unreachableFor()));
        for (CircuitBreaker.Mode mode : CircuitBreaker.Mode.values()) {
            meters.gauge(
                    CIRCUIT_BREAKER,
                    Map.of("state", RequestLabels.of(mode)),
                    () -> leases.circuitBreaker().mode() == mode ? 1 : 0);
        }
        for (Use use : Use.values()) {
            meters.gauge(RATE_LIMIT, Map.of("use", RequestLabels.of(use)), () -> utilization(use));
        }
    }

    private synchronized double leases(TokenState state) {
        long now = ticker.nanos();
        Counted last = counted;
        if (last == null || now - last.at() >= ONE_READING.toNanos()) {
            last = new Counted(now, leases.states());
            counted = last;
        }
        return last.states().getOrDefault(state, 0);
    }

    private double waiting() {
        return watch.glance()
                .outlook()
                .map(outlook -> (double) outlook.waiting())
                .orElse(Double.NaN);
    }

    private double oldestDue() {
        return watch.glance()
                .outlook()
                .map(outlook -> outlook.oldestDue()
                        .map(due -> Math.max(0, seconds(Duration.between(due, clock.instant()))))
                        .orElse(0.0))
                .orElse(Double.NaN);
    }

    private double utilization(Use use) {
        RateLimitUsage usage = http.rateLimitUsage();
        return (double) use.of(usage) / usage.limit();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
