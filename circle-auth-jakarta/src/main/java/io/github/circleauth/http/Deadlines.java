package io.github.circleauth.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Aborts requests that exceed their deadline, on one timer thread, which starts with the first request. */
final class Deadlines implements AutoCloseable {

    private static final String THREAD = "circle-auth-deadline";

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Deadlines::thread);
    private final Set<Deadline> open = ConcurrentHashMap.newKeySet();

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts a deadline.
     *
     * @throws RejectedExecutionException after {@link #close()}
     */
    Deadline start(Duration time) {
        Deadline deadline = new Deadline(time);
        // First, so that a close either finds it here or makes the timer reject it.
        open.add(deadline);
        try {
            deadline.timeout = timer.schedule(deadline::expire, time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            open.remove(deadline);
            throw closed;
        }
        return deadline;
    }

    /**
     * Aborts the requests in progress, and ends the thread. Waits up to a second for its end: an undeployed application may
     * leave no thread.
     */
    @Override
    public void close() {
        timer.shutdownNow();
        // HttpClient leaves a connection open that was made while its pool closed. The timer can no longer abort it.
        open.forEach(Deadline::expire);
        try {
            if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
                System.getLogger(Deadlines.class.getName())
                        .log(System.Logger.Level.WARNING, "CIRCLE-0092: The thread {0} did not end in time.", THREAD);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        // It inherits no thread-locals: the first request may come from any user of any application.
        Thread thread = new Thread(null, work, THREAD, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** The deadline of one request. */
    final class Deadline implements AutoCloseable {

        private final Duration time;
        private @Nullable Future<?> timeout;
        private volatile @Nullable Runnable abort;
        private volatile boolean isOver;

        private Deadline(Duration time) {
            this.time = time;
        }

        /** Returns the time that the request may take. */
        Duration time() {
            return time;
        }

        /** Sets the action that aborts the current attempt; it replaces the previous one. */
        void guard(Runnable abortAttempt) {
            abort = abortAttempt;
            if (isOver) {
                abortAttempt.run();
            }
        }

        boolean isOver() {
            return isOver;
        }

        private void expire() {
            isOver = true;
            Runnable abortAttempt = abort;
            if (abortAttempt != null) {
                abortAttempt.run();
            }
        }

        @Override
        public void close() {
            open.remove(this);
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
    }
}
