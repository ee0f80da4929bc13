package io.github.circleauth.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Medians, and their intervals by bootstrap. */
final class Statistics {

    private static final int RESAMPLES = 2_000;
    private static final double TAIL = 0.025;
    private static final long SEED = 1;

    private Statistics() {}

    /**
     * A median and the interval that holds 95 % of the resampled ones.
     *
     * @param median the median of all values
     * @param low the interval's lower end
     * @param high the interval's upper end
     */
    record Estimate(double median, double low, double high) {}

    static double median(double... values) {
        return quantile(values, 0.5);
    }

    /** Returns a quantile, between two values by their distance. */
    static double quantile(double[] values, double share) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A quantile of no values.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /**
     * Estimates a median.
     *
     * @param rounds the values of each round: rounds are resampled first and then the values in them, since those of one JVM
     *     resemble each other
     */
    static Estimate estimate(List<double[]> rounds) {
        SplittableRandom random = new SplittableRandom(SEED);
        return interval(median(flat(rounds)), () -> median(resample(rounds, random)));
    }

    /** Estimates the ratio of two medians. */
    static Estimate ratio(List<double[]> rounds, List<double[]> reference) {
        SplittableRandom random = new SplittableRandom(SEED);
        return interval(
                median(flat(rounds)) / median(flat(reference)),
                () -> median(resample(rounds, random)) / median(resample(reference, random)));
    }

    /** Returns the differences of pairs: of each value and the one in the same place of the reference. */
    static List<double[]> differences(List<double[]> rounds, List<double[]> reference) {
        List<double[]> differences = new ArrayList<>();
        for (int round = 0; round < rounds.size(); round++) {
            double[] values = rounds.get(round).clone();
            double[] others = reference.get(round);
            Arrays.setAll(values, pair -> values[pair] - others[pair]);
            differences.add(values);
        }
        return differences;
    }

    private static Estimate interval(double median, Supplier<Double> resampled) {
        double[] medians = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            medians[i] = resampled.get();
        }
        return new Estimate(median, quantile(medians, TAIL), quantile(medians, 1 - TAIL));
    }

    private static double[] flat(List<double[]> rounds) {
        return rounds.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] resample(List<double[]> rounds, SplittableRandom random) {
        double[][] drawn = new double[rounds.size()][];
        for (int i = 0; i < drawn.length; i++) {
            double[] round = rounds.get(random.nextInt(rounds.size()));
            drawn[i] = new double[round.length];
            for (int j = 0; j < round.length; j++) {
                drawn[i][j] = round[random.nextInt(round.length)];
            }
        }
        return flat(List.of(drawn));
    }
}
