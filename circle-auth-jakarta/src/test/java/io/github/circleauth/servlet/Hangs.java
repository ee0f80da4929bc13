package io.github.circleauth.servlet;

import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.session.SteppedWorkers;

/** Says which of the next requests to Circle hang, and where, or that all of them fail. */
final class Hangs {

    private int beforeEffect;
    private int beforeAnswer;

    /** Whether Circle can't be reached at all. */
    boolean away;

    boolean nextBeforeEffect() {
        beforeEffect = 1;
        return true;
    }

    boolean nextBeforeAnswer() {
        beforeAnswer = 1;
        return true;
    }

    Hooks on(SteppedWorkers workers) {
        return new Hooks() {
            @Override
            public boolean isUnreachable() {
                return away;
            }

            @Override
            public void beforeEffect() {
                if (beforeEffect > 0) {
                    beforeEffect--;
                    workers.hang();
                }
            }

            @Override
            public void beforeResponse() {
                if (beforeAnswer > 0) {
                    beforeAnswer--;
                    workers.hang();
                }
            }
        };
    }
}
