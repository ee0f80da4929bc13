package io.github.circleauth.benchmarks;

/** One part of a run. */
interface Part {

    /** Measures, and adds all values to the run's. */
    void measure(RawData data) throws Exception;
}
