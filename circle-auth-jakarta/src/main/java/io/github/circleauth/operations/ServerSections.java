package io.github.circleauth.operations;

import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.operations.DiagnosticsPage.Column;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import io.github.circleauth.operations.DiagnosticsPage.Tone;
import io.github.circleauth.session.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sections about revocations, this server and its configuration. */
final class ServerSections {

    private static final List<Column> CONFIGURATION =
            List.of(new Column("key", "Key"), new Column("value", "Value"), new Column("source", "Source"));

    /** Revocations take seconds, unless Circle can't be reached. */
    private static final Duration OVERDUE = Duration.ofMinutes(5);

    private final LedgerWatch ledger;
    private final boolean durable;
    private final Threads threads;
    private final List<ConfigurationEntry> configuration;
    private final Instant startedAt;

    ServerSections(
            LedgerWatch ledger,
            boolean durable,
            Threads threads,
            List<ConfigurationEntry> configuration,
            Instant startedAt) {
        this.ledger = ledger;
        this.durable = durable;
        this.threads = threads;
        this.configuration = configuration;
        this.startedAt = startedAt;
    }

    Part revocations(Instant now) {
        LedgerWatch.Known known = ledger.look();
        Optional<Instant> oldestDue = known.outlook().flatMap(Ledger.Outlook::oldestDue);
        Section section = new Section(
                "revocations",
                "Revocations",
                durable
                        ? "Counted in the database, for all servers of the application."
                        : "Counted in this server's memory.",
                List.of(
                        new Fact("ledger", "Ledger", durable ? "jdbc" : "memory"),
                        new Fact(
                                "waiting",
                                "Tokens to be revoked",
                                known.outlook().map(Ledger.Outlook::waiting).orElse(null)),
                        new Fact("oldestDueSince", "Oldest one due since", oldestDue.orElse(null)),
                        new Fact("askedAt", "Counted at", known.at().orElse(null)),
                        new Fact(
                                "unansweredSince",
                                "Not answered since",
                                known.unansweredSince().orElse(null))),
                List.of());
        return new Part(section, attention(known, oldestDue, now));
    }

    private static List<String> attention(LedgerWatch.Known known, Optional<Instant> oldestDue, Instant now) {
        List<String> sentences = new ArrayList<>();
        if (known.unansweredSince().isPresent()) {
            sentences.add(
                    "The ledger's database has not answered yet. If that lasts, sign-ins go on, and tokens are revoked"
                            + " once it is back.");
        }
        oldestDue
                .map(due -> Duration.between(due, now))
                .filter(due -> due.compareTo(OVERDUE) >= 0)
                .ifPresent(due -> sentences.add("A token has been due for its revocation for " + Spans.of(due) + "."));
        return sentences;
    }

    Part server() {
        Threads.Load load = threads.load();
        Section section = new Section(
                "server",
                "This server",
                "In a cluster, each server has a page of its own.",
                List.of(
                        new Fact("startedAt", "Application started", startedAt),
                        new Fact("version", "circle-auth", version()),
                        new Fact("java", "Java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")"),
                        new Fact("workersBusy", "Worker threads at work", load.busy()),
                        new Fact("workers", "Worker threads at most", load.size()),
                        new Fact("tasksWaiting", "Tasks that wait for one", load.queued())),
                List.of());
        return new Part(section, load.queued() == 0 ? List.of() : List.of(waiting(load)));
    }

    static String version() {
        String version = ServerSections.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private static String waiting(Threads.Load load) {
        return "All " + load.size() + " worker threads are busy, and " + load.queued() + " tasks wait for one.";
    }

    Part configuration() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (ConfigurationEntry entry : configuration) {
            rows.add(Arrays.asList(entry.key(), entry.value().orElse(null), source(entry)));
        }
        Section section = new Section(
                "configuration",
                "Configuration",
                "As at the start of the application. Secrets are masked.",
                List.of(),
                List.of(new Table("keys", "Configuration keys", CONFIGURATION, rows, "")));
        return new Part(
                section,
                configuration.stream()
                        .filter(entry -> !entry.known())
                        .map(entry -> "The library has no configuration key " + entry.key() + "; is it misspelt?")
                        .toList());
    }

    private static Object source(ConfigurationEntry entry) {
        if (!entry.known()) {
            return new Mark("unknown key", Tone.WAITING);
        }
        return entry.source()
                .<Object>map(name -> name)
                .orElseGet(() -> new Mark(entry.value().isPresent() ? "default" : "not set", Tone.NEUTRAL));
    }
}
