package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Secret;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.SimulatedNode.Plant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The invariants hold after every step of any sequence: seeded runs of random steps through the real filter, listener and
 * leases, judged by the sandbox's audit.
 */
class RandomStepsTest {

    private static final int STEPS = 12_000;

    /** The number of seeds: a few in each build, more with {@code -DargLine=-Dsimulation.seeds=100}. */
    private static final int SEEDS = Integer.getInteger("simulation.seeds", 3);

    @Test
    @Tag("I2")
    void theInvariantsHoldAfterEveryOfManyRandomSteps() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            run(seed, LedgerRows.inMemory());
        }
    }

    @Test
    @Tag("C12")
    void theInvariantsHoldWithADatabaseThatEachServerReachesByItself() {
        run(1, LedgerRows.inDatabase(Seal.derivedFrom(Secret.of("seal-key"))));
    }

    private static void run(long seed, LedgerRows ledger) {
        try (Simulation simulation = new Simulation(seed, ledger, Plant.NONE)) {
            simulation.run(STEPS);
            Map<Step, Integer> taken = simulation.stepsTaken();
            System.getLogger("RandomSteps").log(System.Logger.Level.INFO, "seed {0}: {1}", seed, taken);
            assertThat(taken.values()).as("steps of each kind: %s", taken).allMatch(count -> count >= 200);
            simulation.endEverything();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlantedBugBreaksAnInvariant(Plant plant) {
        try (Simulation simulation = new Simulation(1, LedgerRows.inMemory(), plant)) {
            assertThatThrownBy(() -> simulation.run(STEPS)).isInstanceOf(AssertionError.class);
        }
    }
}
