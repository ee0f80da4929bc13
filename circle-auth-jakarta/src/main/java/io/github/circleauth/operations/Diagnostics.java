package io.github.circleauth.operations;

import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.operations.DiagnosticsPage.UserAnswer;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.Threads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The content of the diagnostics page of one deployment. The wiring stores it as an attribute of the servlet context, where {@link
 * CircleDiagnosticsServlet} finds it. Thread-safe.
 */
public final class Diagnostics {

    /** The name of the attribute of the servlet context. */
    public static final String ATTRIBUTE = "io.github.circleauth.diagnostics";

    private final InstantSource clock;
    private final LeaseSections leases;
    private final CircleSections circle;
    private final LiveSection live;
    private final EventSections events;
    private final ServerSections server;
    private final UserAnswers answers;

    /**
     * Creates the diagnostics.
     *
     * @param live returns the numbers of the live channel
     * @param configuration the configuration with which the deployment started
     */
    public Diagnostics(
            LeaseInspector leases,
            Ledger ledger,
            CircleHttp http,
            Threads threads,
            Supplier<LiveCounts> live,
            Statistics statistics,
            List<ConfigurationEntry> configuration,
            InstantSource clock) {
        Instant startedAt = clock.instant();
        this.clock = clock;
        this.leases = new LeaseSections(leases);
        this.circle = new CircleSections(http, leases);
        this.live = new LiveSection(live);
        this.events = new EventSections(statistics);
        this.server = new ServerSections(
                new LedgerWatch(ledger, clock), ledger.isDurable(), threads, configuration, startedAt);
        this.answers = new UserAnswers(leases, startedAt);
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns the page, with the answer to a question if one was asked. */
    DiagnosticsPage page(Optional<UserQuestion> question) {
        return page(question.map(answers::to).orElse(null));
    }

    /** Returns the page with a sentence that says why a question can't be answered. */
    DiagnosticsPage pageWithProblem(String problem) {
        return page(new UserAnswer(Optional.of(problem), "", List.of()));
    }

    private DiagnosticsPage page(@Nullable UserAnswer answer) {
        Instant now = now();
        List<Part> parts = List.of(
                leases.part(),
                circle.part(),
                server.revocations(now),
                server.server(),
                live.part(),
                events.part(),
                server.configuration());
        return new DiagnosticsPage(
                now,
                parts.stream().flatMap(part -> part.attention().stream()).toList(),
                Optional.ofNullable(answer),
                parts.stream().map(Part::section).toList());
    }
}
