package io.github.circleauth.operations;

import io.github.circleauth.operations.DiagnosticsPage.Column;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section about what has happened since the start: the events in numbers, and the last failure of each kind. */
final class EventSections {

    private static final List<Column> COUNTS =
            List.of(new Column("kind", "Event"), new Column("reason", "Reason"), new Column("count", "How often"));

    private static final List<Column> LAST_FAILURES = List.of(
            new Column("kind", "Event"),
            new Column("reason", "Reason"),
            new Column("status", "Circle's status"),
            new Column("at", "When"));

    private final Statistics statistics;

    EventSections(Statistics statistics) {
        this.statistics = statistics;
    }

    Part part() {
        CircleStatistics.Snapshot snapshot = statistics.snapshot();
        Section section = new Section(
                "events",
                "Since the start",
                "",
                List.of(new Fact(
                        "lastSuccess",
                        "Circle last gave or revoked a token",
                        snapshot.lastSuccess().orElse(null))),
                List.of(lastFailures(snapshot), counts(snapshot)));
        return new Part(section, List.of());
    }

    private static Table lastFailures(CircleStatistics.Snapshot snapshot) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        snapshot.lastFailures().forEach((kind, last) -> {
            Integer status = last.status().isPresent() ? last.status().getAsInt() : null;
            rows.add(Arrays.asList(kind, last.reason().name(), status, last.at()));
        });
        return new Table(
                "lastFailures",
                "The last failure of each kind",
                LAST_FAILURES,
                rows,
                "Nothing has failed since the start.");
    }

    private static Table counts(CircleStatistics.Snapshot snapshot) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        snapshot.counts()
                .forEach((kind, reasons) -> reasons.forEach(
                        (reason, count) -> rows.add(Arrays.asList(kind, reason.isEmpty() ? null : reason, count))));
        return new Table("counts", "Events", COUNTS, rows, "Nothing has happened since the start.");
    }
}
