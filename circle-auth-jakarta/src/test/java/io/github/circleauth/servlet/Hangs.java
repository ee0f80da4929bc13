package io.github.circleauth.servlet;

import io.github.circleauth.http.InProcessCircle.Pauses;
import io.github.circleauth.session.SteppedWorkers;

/** Which of the next calls to Circle hang, and where; or whether all of them fail. */
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

    Pauses on(SteppedWorkers workers) {
        return new Pauses() {
            @Override
            public boolean getNowhere() {
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
            public void beforeAnswer() {
                if (beforeAnswer > 0) {
                    beforeAnswer--;
                    workers.hang();
                }
            }
        };
    }
}
