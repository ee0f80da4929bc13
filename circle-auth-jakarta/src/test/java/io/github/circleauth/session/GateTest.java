package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class GateTest {

    private long nanos = 5;
    private final Gate gate = new Gate(() -> nanos, new Random(1));

    private void close() {
        gate.unavailable(null);
        gate.unavailable(null);
        gate.unavailable(null);
    }

    private void passUntilProbe() {
        nanos += gate.untilProbe().toNanos();
    }

    @Test
    void threeFailuresInARowCloseItAndTwoDoNot() {
        gate.unavailable(null);
        gate.unavailable(null);
        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.enter()).isTrue();

        gate.unavailable(null);

        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void anAnswerInBetweenBeginsTheCountAnew() {
        gate.unavailable(null);
        gate.unavailable(null);
        gate.answered();
        gate.unavailable(null);
        gate.unavailable(null);

        assertThat(gate.isClosed()).isFalse();
    }

    @Test
    void aWaitThatRanOutCountsAsAFailure() {
        gate.waitRanOut();
        gate.unavailable(null);
        gate.waitRanOut();

        assertThat(gate.isClosed()).isTrue();
    }

    @Test
    void waitsThatRunOutWhileItIsClosedDoNotPutTheProbeOff() {
        close();
        Duration before = gate.untilProbe();

        gate.waitRanOut();

        assertThat(gate.untilProbe()).isEqualTo(before);
    }

    @Test
    void whileClosedOneAtATimeIsLetThrough() {
        close();
        passUntilProbe();

        assertThat(gate.admits()).isTrue();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.admits()).isFalse();
        assertThat(gate.enter()).isFalse();
    }

    @Test
    void aProbeThatFailsPutsTheNextOneOffByItsBackOff() {
        gate.unavailable(null);
        gate.unavailable(null);
        gate.unavailable(Duration.ofMinutes(3));

        nanos += Duration.ofMinutes(3).toNanos() - 1;
        assertThat(gate.enter()).isFalse();
        nanos += 1;
        assertThat(gate.enter()).isTrue();

        for (int failures = 4; failures < 20; failures++) {
            gate.unavailable(null);
            assertThat(gate.untilProbe()).isLessThanOrEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void theBoundOfTheWaitForTheNextProbeDoublesFromTheOneThatClosedItOn() {
        RandomGenerator greatest = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        Gate slowest = new Gate(() -> nanos, greatest);
        slowest.unavailable(null);
        slowest.unavailable(null);
        List<Duration> waits = new ArrayList<>();
        for (int failures = 3; failures <= 6; failures++) {
            slowest.unavailable(null);
            waits.add(slowest.untilProbe());
        }

        assertThat(waits)
                .containsExactly(
                        waits.get(0),
                        waits.get(0).multipliedBy(2),
                        waits.get(0).multipliedBy(4),
                        waits.get(0).multipliedBy(8));
        assertThat(waits.get(0)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aProbeThatIsNeverHeardOfKeepsItForHalfAMinuteOnly() {
        close();
        passUntilProbe();
        gate.enter();

        nanos += Duration.ofSeconds(30).toNanos() - 1;
        assertThat(gate.enter()).isFalse();
        nanos += 1;
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void aProbeThatDidNotGetAsFarAsCircleLeavesItToTheNext() {
        close();
        passUntilProbe();
        gate.enter();

        gate.notAsked();

        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void anyAnswerOpensItForEverybody() {
        close();
        passUntilProbe();
        gate.enter();

        gate.answered();

        assertThat(gate.isClosed()).isFalse();
        assertThat(gate.enter()).isTrue();
        assertThat(gate.enter()).isTrue();
    }

    @Test
    void closingAndOpeningAreToldOnceEach() {
        try (Logged log = Logged.by(Gate.class)) {
            gate.answered();
            close();
            gate.unavailable(null);
            gate.answered();
            gate.answered();

            assertThat(log.warnings()).hasSize(1);
            assertThat(log.at(java.util.logging.Level.INFO)).containsExactly("Circle can be reached again.");
        }
    }
}
