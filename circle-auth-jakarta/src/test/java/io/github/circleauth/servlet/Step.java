package io.github.circleauth.servlet;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** The steps of the simulation, with their relative frequencies. */
enum Step {
    TIME_PASSES(2),
    MUCH_TIME_PASSES(2),
    SIGN_IN(2),
    REQUEST(3),
    REQUEST_OF_ANOTHER_PRINCIPAL(2),
    REQUEST_WITHOUT_PRINCIPAL(2),
    SESSION_ENDS(2),
    WORKER_RUNS(7),
    REQUEST_HANGS_BEFORE_ITS_EFFECT(2),
    REQUEST_HANGS_BEFORE_ITS_RESPONSE(2),
    HANGING_REQUEST_CONTINUES(5),
    CIRCLE_IS_AWAY(2),
    RESPONSE_IS_LOST(2),
    REFRESH_BRINGS_NOTHING_NEWER(2),
    REFRESH_IS_REFUSED(2),
    RESPONSE_IS_FOR_ANOTHER_MEMBER(2),
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
