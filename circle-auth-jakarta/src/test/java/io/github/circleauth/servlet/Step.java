package io.github.circleauth.servlet;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What can happen, and how often it does compared with the others. */
enum Step {
    TIME_PASSES(2),
    MUCH_TIME_PASSES(2),
    SIGN_IN(2),
    REQUEST(3),
    REQUEST_OF_ANOTHER_PRINCIPAL(2),
    REQUEST_OF_NOBODY(2),
    SESSION_ENDS(2),
    WORKER_RUNS(7),
    CALL_HANGS_BEFORE_ITS_EFFECT(2),
    CALL_HANGS_BEFORE_ITS_ANSWER(2),
    HANGING_CALL_GOES_ON(5),
    CIRCLE_IS_AWAY(2),
    ANSWER_IS_LOST(2),
    REFRESH_BRINGS_NOTHING_NEWER(2),
    REFRESH_IS_REFUSED(2),
    ANSWER_IS_FOR_ANOTHER_MEMBER(2),
    TOKEN_IS_REJECTED(2),
    SERVER_IS_REPLACED(1),
    TICK(2);

    private static final List<Step> AS_OFTEN = Arrays.stream(values())
            .flatMap(step -> Collections.nCopies(step.weight, step).stream())
            .toList();

    private final int weight;

    Step(int weight) {
        this.weight = weight;
    }

    static Step any(Random random) {
        return AS_OFTEN.get(random.nextInt(AS_OFTEN.size()));
    }
}
