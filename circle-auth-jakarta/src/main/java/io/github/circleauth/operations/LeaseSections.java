package io.github.circleauth.operations;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleAuthException;
import io.github.circleauth.TokenState;
import io.github.circleauth.operations.DiagnosticsPage.Column;
import io.github.circleauth.operations.DiagnosticsPage.Fact;
import io.github.circleauth.operations.DiagnosticsPage.Mark;
import io.github.circleauth.operations.DiagnosticsPage.Section;
import io.github.circleauth.operations.DiagnosticsPage.Table;
import io.github.circleauth.operations.DiagnosticsPage.Tone;
import io.github.circleauth.session.LeaseInspector;
import io.github.circleauth.session.LeaseOverview;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The section about the leases of this server. */
final class LeaseSections {

    private static final List<Column> BY_STATE = List.of(
            new Column("state", "Token"),
            new Column("ofSessions", "In sessions"),
            new Column("ofUsers", "Without a session"));

    private static final List<Column> BY_CAUSE = List.of(
            new Column("cause", "Cause"),
            new Column("leases", "Leases"),
            new Column("explanation", "Meaning"),
            new Column("remedy", "Remedy"),
            new Column("status", "Status"),
            new Column("message", "Circle's message"),
            new Column("requestId", "Request id"));

    private final LeaseInspector leases;

    LeaseSections(LeaseInspector leases) {
        this.leases = leases;
    }

    Part part() {
        LeaseOverview overview = leases.overview();
        Section section = new Section(
                "leases",
                "Leases",
                "Each session of a signed-in user has a lease, which holds the user's token.",
                List.of(
                        new Fact("total", "On this server", sum(overview.ofSessions()) + sum(overview.ofUsers())),
                        new Fact("renewing", "Being renewed", overview.renewing()),
                        new Fact("usersAtObtainLimit", "Users at the limit of obtains", overview.usersAtObtainLimit())),
                List.of(byState(overview), byCause(overview)));
        return new Part(section, attention(overview));
    }

    private static int sum(Map<TokenState, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Table byState(LeaseOverview overview) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TokenState state : TokenState.values()) {
            rows.add(Arrays.asList(
                    state.name(),
                    overview.ofSessions().getOrDefault(state, 0),
                    overview.ofUsers().getOrDefault(state, 0)));
        }
        return new Table("byState", "By the state of the token", BY_STATE, rows, "");
    }

    private static Table byCause(LeaseOverview overview) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        overview.absent().forEach((cause, absent) -> {
            AbsenceDetail example = absent.example();
            Optional<CircleAuthException> failure = example.failure();
            rows.add(Arrays.asList(
                    new Mark(cause.name(), cause == Cause.ENDED ? Tone.NEUTRAL : Tone.BAD),
                    absent.count(),
                    cause.explanation(),
                    cause.remedy(),
                    UserAnswers.status(failure),
                    failure.flatMap(CircleAuthException::circleMessage).orElse(null),
                    failure.flatMap(CircleAuthException::requestId).orElse(null)));
        });
        return new Table(
                "byCause",
                "Without a valid token, by cause, with one of the last failures",
                BY_CAUSE,
                rows,
                "No lease is known to have failed to get a token.");
    }

    private static List<String> attention(LeaseOverview overview) {
        return overview.absent().keySet().stream()
                .filter(cause -> cause == Cause.APP_TOKEN || cause == Cause.PLAN)
                .map(cause -> cause.explanation() + " " + cause.remedy())
                .toList();
    }
}
