package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.circleauth.event.CircleUnavailable;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.LeaseEnded;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRenewed;
import io.github.circleauth.event.TokenRevoked;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Statistics statistics = new Statistics(() -> now);

    private static LeaseEnded ended(LeaseEnded.Reason reason) {
        return new LeaseEnded("lease", OptionalLong.empty(), Optional.empty(), reason);
    }

    private static CircleUnavailable unavailable(FailureReason reason, OptionalInt status) {
        return new CircleUnavailable(
                "lease", OptionalLong.empty(), Optional.empty(), reason, status, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void eventsAreCountedByKindAndReason() {
        statistics.accept(new TokenObtained("lease", OptionalLong.of(1), Optional.empty(), Duration.ZERO));
        statistics.accept(new TokenRenewed(
                "lease", OptionalLong.of(1), Optional.empty(), TokenRenewed.Way.OBTAIN, Duration.ZERO));
        statistics.accept(new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO));
        statistics.accept(ended(LeaseEnded.Reason.EXPIRED));
        statistics.accept(ended(LeaseEnded.Reason.EXPIRED));
        statistics.accept(ended(LeaseEnded.Reason.SESSION_ENDED));

        Statistics.Snapshot snapshot = statistics.snapshot();

        assertThat(snapshot.counts())
                .containsExactly(
                        entry("LeaseEnded", new TreeMap<>(Map.of("EXPIRED", 2L, "SESSION_ENDED", 1L))),
                        entry("TokenObtained", new TreeMap<>(Map.of("", 1L))),
                        entry("TokenRenewed", new TreeMap<>(Map.of("OBTAIN", 1L))),
                        entry("TokenRevoked", new TreeMap<>(Map.of("ACCESS", 1L))));
        assertThat(snapshot.count(LeaseEnded.class)).isEqualTo(3);
        assertThat(snapshot.count(CircleUnavailable.class)).isZero();
    }

    @Test
    void theLastFailureOfEachKindAndTheLastSuccessAreKeptWithTheirTimes() {
        statistics.accept(unavailable(FailureReason.NO_RESPONSE, OptionalInt.empty()));
        now = now.plusSeconds(1);
        statistics.accept(unavailable(FailureReason.TRY_LATER, OptionalInt.of(503)));
        Instant failedAt = now;
        now = now.plusSeconds(1);
        statistics.accept(new TokenRevoked("lease", TokenKind.ACCESS, Duration.ZERO));
        Instant succeededAt = now;
        now = now.plusSeconds(1);
        statistics.accept(ended(LeaseEnded.Reason.EXPIRED));

        Statistics.Snapshot snapshot = statistics.snapshot();

        assertThat(snapshot.lastFailures())
                .containsExactly(entry(
                        "CircleUnavailable",
                        new Statistics.LastFailure(FailureReason.TRY_LATER, OptionalInt.of(503), failedAt)));
        assertThat(snapshot.lastSuccess()).contains(succeededAt);
    }
}
