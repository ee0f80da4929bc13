package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.http.AppRefusal;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An application is not ready if an operator must mend something, and ready again without a request. */
class ReadinessTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private long nanos = Duration.ofDays(1).toNanos();
    private @Nullable AppRefusal refusal;
    private Duration unreachable = Duration.ZERO;
    private boolean open;
    private final Readiness readiness = readiness(true);

    private Readiness readiness(boolean fails) {
        return new Readiness(
                "/app", fails, new Readiness.Sources(() -> refusal, () -> unreachable, () -> open), () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void withoutAFailureItIsReady() {
        assertThat(readiness.report())
                .isEqualTo(new Readiness.Report(
                        true,
                        Map.of(
                                "application", "/app",
                                "app-token", "not refused",
                                "ledger", "reachable",
                                "circuit-breaker", "closed")));
    }

    @Test
    void aRefusedAppTokenCountsForFiveMinutesAfterTheLastRefusal() {
        refusal = new AppRefusal(false, nanos);
        pass(Readiness.REFUSAL_COUNTS.minus(MOMENT));
        assertThat(readiness.report().isReady()).isFalse();
        assertThat(readiness.report().data()).containsEntry("app-token", "refused, 299 s ago");

        pass(MOMENT);
        assertThat(readiness.report().isReady()).isTrue();
        assertThat(readiness.report().data()).containsEntry("app-token", "not refused");

        refusal = new AppRefusal(false, nanos);
        assertThat(readiness.report().isReady()).isFalse();
    }

    @Test
    void aPlanThatIsNotEligibleCountsLikewise() {
        refusal = new AppRefusal(true, nanos);

        assertThat(readiness.report().isReady()).isFalse();
        assertThat(readiness.report().data())
                .containsEntry("app-token", "refused because of the community's plan, 0 s ago");
    }

    @Test
    void aSuccessMakesItReadyAtOnce() {
        refusal = new AppRefusal(false, nanos);
        assertThat(readiness.report().isReady()).isFalse();

        refusal = null;
        assertThat(readiness.report().isReady()).isTrue();
    }

    @Test
    void aLedgerOutOfReachCountsAfterFiveMinutes() {
        unreachable = Readiness.LEDGER_MAY_BE_UNREACHABLE;
        assertThat(readiness.report().isReady()).isTrue();
        assertThat(readiness.report().data()).containsEntry("ledger", "unreachable for 300 s");

        unreachable = Readiness.LEDGER_MAY_BE_UNREACHABLE.plus(MOMENT);
        assertThat(readiness.report().isReady()).isFalse();

        unreachable = Duration.ZERO;
        assertThat(readiness.report().isReady()).isTrue();
    }

    @Test
    void aCircleThatIsDownIsToldAndLeavesItReady() {
        open = true;

        assertThat(readiness.report().isReady()).isTrue();
        assertThat(readiness.report().data()).containsEntry("circuit-breaker", "open");
    }

    @Test
    void onRequestItOnlyReports() {
        refusal = new AppRefusal(false, nanos);
        unreachable = Duration.ofHours(1);

        Readiness.Report report = readiness(false).report();

        assertThat(report.isReady()).isTrue();
        assertThat(report.data())
                .containsEntry("app-token", "refused, 0 s ago")
                .containsEntry("ledger", "unreachable for 3600 s");
    }
}
