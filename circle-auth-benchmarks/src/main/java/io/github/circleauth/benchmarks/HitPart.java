package io.github.circleauth.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures {@link HitBenchmark}: each contender in several JVMs, all of them in a random order. */
final class HitPart implements Part {

    static final String NAME = "hit";
    static final List<String> CONTENDERS = List.of(
            "floor", "floorFromRequest", "filter", "accessToken", "google", "caffeine", "aws", "spring", "pac4j");
    static final List<Integer> THREADS = List.of(1, 2);
    static final String BYTES = "B/op";
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final long SEED = 1;

    private final Length length;

    HitPart(Length length) {
        this.length = length;
    }

    private record Trial(String contender, int threads, int round) {}

    static String setting(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    @Override
    public void measure(RawData data) {
        List<Trial> trials = new ArrayList<>();
        for (String contender : CONTENDERS) {
            for (int threads : THREADS) {
                for (int round = 0; round < length.rounds(); round++) {
                    trials.add(new Trial(contender, threads, round));
                }
            }
        }
        Collections.shuffle(trials, new Random(SEED));
        for (Trial trial : trials) {
            run(trial)
                    .forEach((unit, values) -> values.forEach(value ->
                            data.add(NAME, trial.contender(), setting(trial.threads()), trial.round(), unit, value)));
        }
    }

    /** Measures the floor alone, with one thread. Returns its median in ns. */
    double floor() {
        List<Double> values = run(new Trial("floor", 1, 0)).getOrDefault("ns", List.of());
        return Statistics.median(
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private Map<String, List<Double>> run(Trial trial) {
        TimeValue iteration = TimeValue.milliseconds(length.iterationMillis());
        var options = new OptionsBuilder()
                .include("^" + HitBenchmark.class.getName() + "\\." + trial.contender() + "$")
                .threads(trial.threads())
                .forks(1)
                .warmupIterations(length.warmUps())
                .warmupTime(iteration)
                .measurementIterations(length.iterations())
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs("-Xms512m", "-Xmx512m")
                .build();
        try {
            List<Double> nanos = new ArrayList<>();
            List<Double> bytes = new ArrayList<>();
            for (IterationResult result : iterations(new Runner(options).run())) {
                nanos.add(result.getPrimaryResult().getScore());
                Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
                bytes.add(allocation == null ? Double.NaN : allocation.getScore());
            }
            System.out.printf(
                    "%s, %s: %.1f ns%n", trial.contender(), setting(trial.threads()), nanos.get(nanos.size() - 1));
            return Map.of("ns", nanos, BYTES, bytes);
        } catch (RunnerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<IterationResult> iterations(Collection<RunResult> results) {
        return results.stream()
                .flatMap(result -> result.getBenchmarkResults().stream())
                .map(BenchmarkResult::getIterationResults)
                .flatMap(Collection::stream)
                .toList();
    }
}
