package io.github.circleauth.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Workers that move only when the test says so. A task runs on a thread of its own, so that it can hang in the middle of a
 * call while others go on; but only one thread runs at any moment, so that a seed gives the same run again.
 */
public final class SteppedWorkers implements Executor, AutoCloseable {

    /** One task under way. */
    private static final class Task {
        final Runnable work;
        final Semaphore mayRun = new Semaphore(0);
        final Semaphore stopped = new Semaphore(0);

        Task(Runnable work) {
            this.work = work;
        }

        void run() {
            mayRun.acquireUninterruptibly();
            CURRENT.set(this);
            try {
                work.run();
            } finally {
                CURRENT.remove();
                stopped.release();
            }
        }
    }

    private static final ThreadLocal<Task> CURRENT = new ThreadLocal<>();

    private final Queue<Runnable> queued = new ArrayDeque<>();
    private final List<Task> hanging = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "stepped worker");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void execute(Runnable work) {
        queued.add(work);
    }

    public int queued() {
        return queued.size();
    }

    public int hanging() {
        return hanging.size();
    }

    List<Runnable> hangingWork() {
        return hanging.stream().map(task -> task.work).toList();
    }

    /** Called by a task: it stops here until the test resumes it. Elsewhere it does nothing. */
    public void hang() {
        Task task = CURRENT.get();
        if (task != null) {
            hanging.add(task);
            task.stopped.release();
            task.mayRun.acquireUninterruptibly();
        }
    }

    /** Runs the oldest queued task until it ends or hangs. */
    public boolean startNext() {
        Runnable work = queued.poll();
        if (work == null) {
            return false;
        }
        Task task = new Task(work);
        threads.execute(task::run);
        letRun(task);
        return true;
    }

    /** Lets a hanging task go on until it ends or hangs again. */
    public void resume(int which) {
        letRun(hanging.remove(which));
    }

    private static void letRun(Task task) {
        task.mayRun.release();
        task.stopped.acquireUninterruptibly();
    }

    /** Runs everything to its end. */
    public void runAll() {
        while (!hanging.isEmpty() || !queued.isEmpty()) {
            if (hanging.isEmpty()) {
                startNext();
            } else {
                resume(0);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
