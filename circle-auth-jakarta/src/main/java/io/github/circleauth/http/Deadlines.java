package io.github.circleauth.http;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thread that cuts calls off whose time is up. It starts with the first call. */
final class Deadlines implements AutoCloseable {

    private static final String THREAD = "circle-auth-deadline";

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, Deadlines::thread);

    Deadlines() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Begins a call's time.
     *
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close()}
     */
    Watch start(Duration time) {
        Watch watch = new Watch(time);
        watch.alarm = timer.schedule(watch::timeIsUp, time.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    /** Ends the thread, and waits a moment for it: what is undeployed may leave nothing running. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(1, TimeUnit.SECONDS)) {
                System.getLogger(Deadlines.class.getName())
                        .log(System.Logger.Level.WARNING, "The thread {0} did not end in time.", THREAD);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable work) {
        // It inherits nothing of the caller's: the first call may come from any request of any application.
        Thread thread = new Thread(null, work, THREAD, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** The time of one call, and what is to be cut off when it is up. */
    static final class Watch implements AutoCloseable {

        private final Duration time;
        private @Nullable Future<?> alarm;
        private volatile @Nullable Runnable cut;
        private volatile boolean isOver;

        private Watch(Duration time) {
            this.time = time;
        }

        /** Returns how long the call may take. */
        Duration time() {
            return time;
        }

        /** Says what is under way now, in place of what was before. */
        void over(Runnable cutNow) {
            cut = cutNow;
            if (isOver) {
                cutNow.run();
            }
        }

        boolean isOver() {
            return isOver;
        }

        private void timeIsUp() {
            isOver = true;
            Runnable cutNow = cut;
            if (cutNow != null) {
                cutNow.run();
            }
        }

        @Override
        public void close() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
