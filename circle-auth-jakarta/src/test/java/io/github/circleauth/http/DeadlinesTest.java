package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The deadlines when the client is closed. */
class DeadlinesTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final Deadlines deadlines = new Deadlines();
    private final AtomicInteger aborted = new AtomicInteger();

    @Test
    void aCloseAbortsTheRequestsInProgress() {
        Deadlines.Deadline deadline = deadlines.start(LONG);
        deadline.guard(aborted::incrementAndGet);

        deadlines.close();

        assertThat(aborted).hasValue(1);
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void anAttemptThatBeginsAfterTheCloseIsAbortedAtOnce() {
        Deadlines.Deadline deadline = deadlines.start(LONG);
        deadlines.close();

        deadline.guard(aborted::incrementAndGet);

        assertThat(aborted).hasValue(1);
    }

    @Test
    void aCloseLeavesCompletedRequestsAlone() {
        Deadlines.Deadline deadline = deadlines.start(LONG);
        deadline.guard(aborted::incrementAndGet);
        deadline.close();

        deadlines.close();

        assertThat(aborted).hasValue(0);
    }

    @Test
    void noRequestStartsAfterTheClose() {
        deadlines.close();

        assertThatThrownBy(() -> deadlines.start(LONG)).isInstanceOf(RejectedExecutionException.class);
    }
}
