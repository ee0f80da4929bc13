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
 * Workers that the test moves step by step. Each task runs on a thread of its own, so that it can hang in a request while
 * others continue; only one thread runs at any moment, so that a seed repeats a run.
 */
public final class SteppedWorkers implements Executor, AutoCloseable {

    /** A started task. */
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

    /** Stops the calling task until the test resumes it. Does nothing on other threads. */
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

    /** Resumes a hanging task until it ends or hangs again. */
    public void resume(int which) {
        letRun(hanging.remove(which));
    }

    private static void letRun(Task task) {
        task.mayRun.release();
        task.stopped.acquireUninterruptibly();
    }

    /** Runs all tasks to their ends. */
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
