package io.github.circleauth.benchmarks;

/**
 * How long a run measures.
 *
 * @param rounds how many JVMs or rounds each contender gets
 * @param warmUps how many iterations come before the measured ones
 * @param iterations how many iterations are measured in each round
 * @param iterationMillis how long an iteration lasts
 */
record Length(int rounds, int warmUps, int iterations, int iterationMillis) {

    static final Length FULL = new Length(3, 3, 4, 500);

    /** To see that everything runs. Its results say nothing. */
    static final Length QUICK = new Length(2, 1, 2, 100);
}
