package io.github.circleauth.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.circleauth.benchmarks.Statistics.Estimate;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {

    private static List<double[]> normal(double mean, int rounds) {
        Random random = new Random(1);
        return IntStream.range(0, rounds)
                .mapToObj(round -> random.doubles(20).map(d -> mean + d).toArray())
                .toList();
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(3, 1, 100)).isEqualTo(3);
        assertThat(Statistics.median(4, 1, 100, 2)).isEqualTo(3);
        assertThat(Statistics.quantile(new double[] {0, 10}, 0.9)).isEqualTo(9);
        assertThatThrownBy(Statistics::median).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalValuesHaveAnIntervalOfOnePoint() {
        assertThat(Statistics.estimate(List.of(new double[] {5, 5}, new double[] {5})))
                .isEqualTo(new Estimate(5, 5, 5));
    }

    @Test
    void theIntervalHoldsTheMedianAndIsTheSameForTheSameValues() {
        Estimate estimate = Statistics.estimate(normal(10, 3));

        assertThat(estimate.median()).isBetween(estimate.low(), estimate.high());
        assertThat(estimate.low()).isBetween(10.0, 10.6);
        assertThat(estimate.high()).isBetween(10.4, 11.0);
        assertThat(Statistics.estimate(normal(10, 3))).isEqualTo(estimate);
    }

    @Test
    void roundsThatDifferWidenTheInterval() {
        List<double[]> differing = List.of(new double[] {1, 1, 1}, new double[] {2, 2, 2}, new double[] {9, 9, 9});
        List<double[]> alike = List.of(new double[] {1, 2, 9}, new double[] {1, 2, 9}, new double[] {1, 2, 9});

        assertThat(Statistics.estimate(differing)).isEqualTo(new Estimate(2, 1, 9));
        assertThat(Statistics.estimate(alike).high()
                        - Statistics.estimate(alike).low())
                .isLessThanOrEqualTo(8);
    }

    @Test
    void aRatioIsThatOfTheMedians() {
        Estimate ratio = Statistics.ratio(normal(20, 3), normal(10, 3));

        assertThat(ratio.median()).isCloseTo(20.5 / 10.5, within(0.1));
        assertThat(ratio.median()).isBetween(ratio.low(), ratio.high());
    }

    @Test
    void aDifferenceIsThatOfTwoValuesInTheSamePlace() {
        List<double[]> differences = Statistics.differences(
                List.of(new double[] {5, 7}, new double[] {9}), List.of(new double[] {1, 10}, new double[] {9}));

        assertThat(differences).containsExactly(new double[] {4, -3}, new double[] {0});
    }
}
