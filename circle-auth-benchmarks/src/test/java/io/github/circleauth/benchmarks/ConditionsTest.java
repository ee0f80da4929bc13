package io.github.circleauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static Conditions quietExcept(
            double loadBefore, double othersBefore, double othersAfter, double floorAfter) {
        return new Conditions(2, loadBefore, 2.9, othersBefore, othersAfter, 30, floorAfter);
    }

    @Test
    void timesOfAQuietMachineMayBeCompared() {
        assertThat(quietExcept(0.4, 0.02, 0.03, 31).objections()).isEmpty();
        assertThat(quietExcept(2.5, 0.25, 0.25, 36).objections()).isEmpty();
        assertThat(quietExcept(2.5, 0.25, 0.25, 25).objections()).isEmpty();
    }

    @Test
    void otherProgramsPreventAComparison() {
        assertThat(quietExcept(2.6, 0, 0, 30).objections())
                .containsExactly("the load before the run was 2.6 on 2 processors");
        assertThat(quietExcept(0, 0.26, 0, 30).objections())
                .containsExactly("other programs used 26 % of the processors before the run");
        assertThat(quietExcept(0, 0, 0.5, 30).objections())
                .containsExactly("other programs used 50 % of the processors after the run");
    }

    @Test
    void aFloorThatMovedEitherWayPreventsAComparison() {
        assertThat(quietExcept(0, 0, 0, 36.1).objections()).containsExactly("the floor moved from 30.0 to 36.1 ns");
        assertThat(quietExcept(0, 0, 0, 24.9).objections()).containsExactly("the floor moved from 30.0 to 24.9 ns");
        assertThat(quietExcept(0, 0, 0, Double.NaN).objections()).hasSize(1);
    }

    @Test
    void allObjectionsAreNamed() {
        assertThat(quietExcept(9, 1, 1, 90).objections()).hasSize(4);
    }
}
