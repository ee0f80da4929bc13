package io.github.circleauth.operations;

import static java.util.stream.Collectors.toMap;

import io.github.circleauth.TokenState;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Ledger.Outlook;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.LeaseOverview;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values of the MBean of one deployment. Thread-safe. */
public final class ManagedAttributes implements CircleAuthMXBean {

    private final LeaseInspector leases;
    private final LedgerWatch ledger;
    private final Statistics statistics;
    private final InstantSource clock;
    private final Instant startedAt;

    public ManagedAttributes(LeaseInspector leases, Ledger ledger, Statistics statistics, InstantSource clock) {
        this.leases = leases;
        this.ledger = new LedgerWatch(ledger, clock);
        this.statistics = statistics;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    public String getVersion() {
        return ServerSections.version();
    }

    @Override
    public String getStartedAt() {
        return startedAt.toString();
    }

    @Override
    public Map<String, Long> getEvents() {
        Map<String, Long> events = new TreeMap<>();
        statistics
                .snapshot()
                .counts()
                .forEach((kind, reasons) -> reasons.forEach(
                        (reason, count) -> events.put(reason.isEmpty() ? kind : kind + "." + reason, count)));
        return events;
    }

    private record LastFailure(CircleStatistics.LastFailure last) implements Failure {

        @Override
        public String getReason() {
            return last.reason().name();
        }

        @Override
        public @Nullable Integer getStatus() {
            return last.status().isPresent() ? last.status().getAsInt() : null;
        }

        @Override
        public String getAt() {
            return last.at().toString();
        }
    }

    @Override
    public Map<String, Failure> getLastFailures() {
        return statistics.snapshot().lastFailures().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> new LastFailure(entry.getValue())));
    }

    @Override
    public @Nullable String getLastSuccess() {
        return statistics.snapshot().lastSuccess().map(Instant::toString).orElse(null);
    }

    @Override
    public Map<String, Integer> getLeases() {
        LeaseOverview overview = leases.overview();
        Map<String, Integer> counts = new TreeMap<>();
        for (TokenState state : TokenState.values()) {
            counts.put(
                    state.name(),
                    overview.ofSessions().getOrDefault(state, 0)
                            + overview.ofUsers().getOrDefault(state, 0));
        }
        return counts;
    }

    @Override
    public @Nullable Integer getRevocationsWaiting() {
        return ledger.glance().outlook().map(Outlook::waiting).orElse(null);
    }

    @Override
    public @Nullable Long getOldestDueSeconds() {
        return ledger.glance().outlook().map(this::oldestDueSeconds).orElse(null);
    }

    private long oldestDueSeconds(Outlook outlook) {
        return outlook.oldestDue()
                .map(due -> Math.max(0, Duration.between(due, clock.instant()).toSeconds()))
                .orElse(0L);
    }

    @Override
    public @Nullable String getRevocationsCountedAt() {
        return ledger.glance().at().map(Instant::toString).orElse(null);
    }

    @Override
    public String getCircuitBreaker() {
        return leases.circuitBreaker().mode().name();
    }
}
