package io.github.circleauth.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineLimitTest {

    private long now = Long.MAX_VALUE - 5;

    private final LineLimit limit = new LineLimit(1, () -> now);
    private final OutageLines outage = new OutageLines(() -> now);

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aThousandFailuresMakeOneLineAndACountAMinuteLater() {
        assertThat(limit.endOfLine()).isEmpty();
        for (int i = 0; i < 999; i++) {
            assertThat(limit.endOfLine()).isNull();
        }
        pass(60);
        assertThat(limit.endOfLine()).isEqualTo(" Since the last such line, 999 more were left out.");
        assertThat(limit.endOfLine()).isNull();
    }

    @Test
    void afterAQuietTimeALineHasNoCount() {
        assertThat(limit.endOfLine()).isEmpty();
        pass(3_600);
        assertThat(limit.endOfLine()).isEmpty();
        assertThat(limit.endOfLine()).isNull();
    }

    @Test
    void aFailureEachSecondForAnHourMakesALineAMinute() {
        long lines = IntStream.range(0, 3_600)
                .filter(second -> {
                    pass(1);
                    return limit.endOfLine() != null;
                })
                .count();
        assertThat(lines).isEqualTo(60);
    }

    @Test
    void anOutageHasOneLineAndOneForItsEnd() {
        assertThat(outage.ended()).isNull();
        assertThat(outage.failed()).isEmpty();
        assertThat(outage.ended()).isEmpty();
        assertThat(outage.ended()).isNull();
    }

    @Test
    void theEndOfAnOutageHasTheNumberOfFailuresWithoutALine() {
        assertThat(outage.failed()).isEmpty();
        for (int i = 0; i < 999; i++) {
            pass(60);
            assertThat(outage.failed()).isNull();
        }
        assertThat(outage.ended()).isEqualTo(" Since the line about the failure, 999 more were left out.");

        assertThat(outage.failed()).as("of the next outage").isEmpty();
        assertThat(outage.ended()).isEmpty();
    }

    @Test
    void theIntervalMayBeLonger() {
        LineLimit hourly = new LineLimit(2, Duration.ofHours(1), () -> now);
        assertThat(hourly.endOfLine()).isEmpty();
        assertThat(hourly.endOfLine()).isEmpty();
        pass(3_599);
        assertThat(hourly.endOfLine()).isNull();
        pass(1);
        assertThat(hourly.endOfLine()).isEqualTo(" Since the last such line, 1 more were left out.");
        assertThat(hourly.endOfLine()).isNull();
    }

    @Test
    void aFailureThatIsLeftOutIsCountedForTheNextLine() {
        limit.leaveOut();
        assertThat(limit.endOfLine()).isEqualTo(" Since the last such line, 1 more were left out.");
    }

    @Test
    void whatComesAndGoesEachSecondHasFivePairsAndThenOneAMinute() {
        int begun = 0;
        int ended = 0;
        for (int second = 0; second < 600; second++) {
            begun += outage.failed() != null ? 1 : 0;
            ended += outage.ended() != null ? 1 : 0;
            pass(1);
        }
        assertThat(begun).isEqualTo(5 + 9);
        assertThat(ended).isEqualTo(begun);
    }

    @Test
    void anOutageThatHadNoLineGetsOneIfItLasts() {
        for (int i = 0; i < 6; i++) {
            String unused = outage.failed();
            String alsoUnused = outage.ended();
        }
        assertThat(outage.failed()).isNull();
        assertThat(outage.ended()).as("an end of what was not logged").isNull();

        assertThat(outage.failed()).isNull();
        pass(60);
        assertThat(outage.failed()).isEqualTo(" Since the last such line, 3 more were left out.");
        assertThat(outage.ended()).isEmpty();
    }
}
