package io.github.circleauth.benchmarks;

/**
 * One measured value.
 *
 * @param part the part of the run, such as {@code hit}
 * @param contender the measured library or variant
 * @param setting the setting, such as {@code 2 threads}
 * @param round the round or the JVM; values of one round resemble each other
 * @param unit the unit of the value, such as {@code ns}
 */
record Sample(String part, String contender, String setting, int round, String unit, double value) {}
