package io.github.circleauth.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The circumstances of a run, which decide whether its times may be compared.
 *
 * @param processors how many processors the machine has
 * @param loadBefore the load average of one minute before the run
 * @param loadAfter the same after the run, to which the run itself has contributed
 * @param othersBefore the share of the processors that other programs used in a pause before the run, from 0 to 1
 * @param othersAfter the same after the run
 * @param floorBefore the floor's median at the start, in ns
 * @param floorAfter the floor's median at the end, in ns
 */
record Conditions(
        int processors,
        double loadBefore,
        double loadAfter,
        double othersBefore,
        double othersAfter,
        double floorBefore,
        double floorAfter) {

    private static final double MOST_LOAD_PER_PROCESSOR = 1.25;
    private static final double MOST_OF_OTHERS = 0.25;
    private static final double MOST_FLOOR_MOVE = 1.2;

    /** Returns why times of this run must not be compared; empty if they may. */
    List<String> objections() {
        List<String> objections = new ArrayList<>();
        if (loadBefore > MOST_LOAD_PER_PROCESSOR * processors) {
            objections.add(text("the load before the run was %.1f on %d processors", loadBefore, processors));
        }
        if (othersBefore > MOST_OF_OTHERS) {
            objections.add(text("other programs used %.0f %% of the processors before the run", 100 * othersBefore));
        }
        if (othersAfter > MOST_OF_OTHERS) {
            objections.add(text("other programs used %.0f %% of the processors after the run", 100 * othersAfter));
        }
        double move = Math.max(floorBefore, floorAfter) / Math.min(floorBefore, floorAfter);
        if (!(move <= MOST_FLOOR_MOVE)) {
            objections.add(text("the floor moved from %.1f to %.1f ns", floorBefore, floorAfter));
        }
        return objections;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
