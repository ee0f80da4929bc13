package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.session.CircuitBreaker.Mode;
import io.github.circleauth.session.CircuitBreaker.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

    private long nanos = 5;
    private final CircuitBreaker circuitBreaker = new CircuitBreaker(() -> nanos, new Random(1));

    private void open() {
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);
    }

    private void passUntilProbe() {
        nanos += circuitBreaker.untilHalfOpen().toNanos();
    }

    @Test
    @Tag("C9")
    void threeFailuresInARowOpenItAndTwoDoNot() {
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);
        assertThat(circuitBreaker.isOpen()).isFalse();
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();

        circuitBreaker.recordFailure(null);

        assertThat(circuitBreaker.isOpen()).isTrue();
    }

    @Test
    void aSuccessInBetweenRestartsTheCount() {
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordSuccess();
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);

        assertThat(circuitBreaker.isOpen()).isFalse();
    }

    @Test
    void itsStatusIsClosedThenOpenThenHalfOpenAndLookingChangesNothing() {
        circuitBreaker.recordFailure(null);
        assertThat(circuitBreaker.status()).isEqualTo(new Status(Mode.CLOSED, 1, Duration.ZERO));
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(Duration.ofSeconds(40));
        assertThat(circuitBreaker.status()).isEqualTo(new Status(Mode.OPEN, 3, Duration.ofSeconds(40)));

        passUntilProbe();
        assertThat(circuitBreaker.status()).isEqualTo(new Status(Mode.HALF_OPEN, 3, Duration.ZERO));
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
        assertThat(circuitBreaker.status().mode()).as("one probe at a time").isEqualTo(Mode.OPEN);

        circuitBreaker.recordSuccess();
        assertThat(circuitBreaker.status()).isEqualTo(new Status(Mode.CLOSED, 0, Duration.ZERO));
    }

    @Test
    void aTimedOutWaitCountsAsAFailure() {
        circuitBreaker.recordTimeout();
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordTimeout();

        assertThat(circuitBreaker.isOpen()).isTrue();
    }

    @Test
    void timedOutWaitsWhileItIsOpenDoNotPostponeTheProbe() {
        open();
        Duration before = circuitBreaker.untilHalfOpen();

        circuitBreaker.recordTimeout();

        assertThat(circuitBreaker.untilHalfOpen()).isEqualTo(before);
    }

    @Test
    void whileHalfOpenOneProbeAtATimeGetsAPermit() {
        open();
        passUntilProbe();

        assertThat(circuitBreaker.permitsNow()).isTrue();
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
        assertThat(circuitBreaker.permitsNow()).isFalse();
        assertThat(circuitBreaker.tryAcquirePermit()).isFalse();
    }

    @Test
    void aFailedProbePostponesTheNextOneByItsBackOff() {
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(null);
        circuitBreaker.recordFailure(Duration.ofMinutes(3));

        nanos += Duration.ofMinutes(3).toNanos() - 1;
        assertThat(circuitBreaker.tryAcquirePermit()).isFalse();
        nanos += 1;
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();

        for (int failures = 4; failures < 20; failures++) {
            circuitBreaker.recordFailure(null);
            assertThat(circuitBreaker.untilHalfOpen()).isLessThanOrEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void theLongestWaitForTheNextProbeDoublesFromTheOpeningFailureOn() {
        RandomGenerator longest = new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
        CircuitBreaker slowest = new CircuitBreaker(() -> nanos, longest);
        slowest.recordFailure(null);
        slowest.recordFailure(null);
        List<Duration> waits = new ArrayList<>();
        for (int failures = 3; failures <= 6; failures++) {
            slowest.recordFailure(null);
            waits.add(slowest.untilHalfOpen());
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
    void aProbeWithoutAnOutcomeBlocksTheNextOneForHalfAMinuteOnly() {
        open();
        passUntilProbe();
        circuitBreaker.tryAcquirePermit();

        nanos += Duration.ofSeconds(30).toNanos() - 1;
        assertThat(circuitBreaker.tryAcquirePermit()).isFalse();
        nanos += 1;
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
    }

    @Test
    void anUnsentProbeReleasesItsPermitToTheNextOne() {
        open();
        passUntilProbe();
        circuitBreaker.tryAcquirePermit();

        circuitBreaker.releasePermit();

        assertThat(circuitBreaker.isOpen()).isTrue();
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
    }

    @Test
    void aSuccessClosesItForAll() {
        open();
        passUntilProbe();
        circuitBreaker.tryAcquirePermit();

        circuitBreaker.recordSuccess();

        assertThat(circuitBreaker.isOpen()).isFalse();
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
        assertThat(circuitBreaker.tryAcquirePermit()).isTrue();
    }

    @Test
    void theLastReasonIsLoggedWhenItOpens() {
        try (Logged log = Logged.by(CircuitBreaker.class)) {
            circuitBreaker.recordFailure(null);
            circuitBreaker.recordFailure(null);
            circuitBreaker.recordUnavailable(new CircleUnavailableException("Status 503.", null, null, false));

            assertThat(log.warnings()).singleElement().asString().endsWith("The last reason: Status 503.");
        }
    }

    @Test
    void openingAndClosingAreLoggedOnceEach() {
        try (Logged log = Logged.by(CircuitBreaker.class)) {
            circuitBreaker.recordSuccess();
            open();
            circuitBreaker.recordFailure(null);
            circuitBreaker.recordSuccess();
            circuitBreaker.recordSuccess();

            assertThat(log.warnings()).hasSize(1);
            assertThat(log.at(Level.INFO))
                    .containsExactly(
                            "CIRCLE-0041: Tokens can be renewed again. Since the line about the failure, 1 more were"
                                    + " left out.");
        }
    }
}
