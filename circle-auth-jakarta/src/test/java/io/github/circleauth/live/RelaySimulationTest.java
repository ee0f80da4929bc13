package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.live.RelaySimulation.Fault;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every order of expiry, event, disconnect, end of the session and renewal, on simulated time and a network stepped by hand. */
class RelaySimulationTest {

    private static final int RUNS = 10_000;
    private static final int RUNS_WITH_A_FAULT = 300;

    private static final Logger LOG = Logger.getLogger(Reconnection.class.getName());

    @BeforeAll
    static void logNothing() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOG.setLevel(null);
    }

    private final CableJson json = new CableJson();

    @Test
    void noEventIsLostOrDoubledThatAConnectionBroughtAndNoneComesAfterTheEndOrToAnotherMember() {
        long delivered = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            RelaySimulation run = new RelaySimulation(seed, Fault.NONE, json, seed % 10 == 9);
            assertThat(run.run()).as("seed " + seed).isEmpty();
            delivered += run.delivered();
        }
        assertThat(delivered).isGreaterThan(50L * RUNS);
    }

    @Test
    void theSimulationSeesWhenTheOldConnectionEndsAsSoonAsTheNewOneIsConfirmed() {
        assertThat(faultsWith((environment, none) -> with(environment, none, environment.passedOnLifetime())))
                .contains("an event is lost that was under way");
    }

    @Test
    void theSimulationSeesWhenBothConnectionsPassEventsOn() {
        assertThat(faultsWith((environment, none) -> with(environment, environment.overlap(), none)))
                .contains("an event came twice");
    }

    @Test
    void theSimulationSeesWhenTheEndOfTheLeaseIsNotNoticedBeforeAnEvent() {
        Fault fault = new Fault(environment -> environment, true);
        assertThat(faults(fault)).contains("an event after the end of the session");
    }

    private Iterable<String> faultsWith(BiFunction<LiveEnvironment, Duration, LiveEnvironment> change) {
        return faults(new Fault(environment -> change.apply(environment, Duration.ZERO), false));
    }

    private Iterable<String> faults(Fault fault) {
        return LongStream.range(0, RUNS_WITH_A_FAULT)
                .boxed()
                .flatMap(seed -> new RelaySimulation(seed, fault, json, false).run().stream())
                .distinct()
                .toList();
    }

    private static LiveEnvironment with(LiveEnvironment environment, Duration overlap, Duration passedOnLifetime) {
        return new LiveEnvironment(
                environment.upstream(),
                environment.json(),
                environment.permits(),
                environment.executor(),
                environment.ticker(),
                environment.random(),
                overlap,
                passedOnLifetime,
                environment.outages(),
                environment.refusals());
    }
}
