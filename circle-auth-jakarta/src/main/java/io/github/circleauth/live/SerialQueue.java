package io.github.circleauth.live;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time and in order, on the threads of an executor. A long queue gives its thread to others from time to
 * time. Thread-safe.
 */
final class SerialQueue {

    private static final int AT_ONCE = 100;

    private final Executor executor;
    private final int capacity;
    private final Consumer<Throwable> failures;

    // Guarded by this.
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    /**
     * Creates an empty queue.
     *
     * @param capacity how many tasks may wait
     * @param failures is told of a task that failed; the others go on
     */
    SerialQueue(Executor executor, int capacity, Consumer<Throwable> failures) {
        this.executor = executor;
        this.capacity = capacity;
        this.failures = failures;
    }

    /** Adds a task. Returns false if the queue is full, or the application is being undeployed. */
    boolean add(Runnable task) {
        synchronized (this) {
            if (tasks.size() >= capacity) {
                return false;
            }
            tasks.add(task);
            if (running) {
                return true;
            }
            running = true;
        }
        return execute();
    }

    private boolean execute() {
        try {
            executor.execute(this::run);
            return true;
        } catch (RejectedExecutionException undeploying) {
            synchronized (this) {
                tasks.clear();
                running = false;
            }
            return false;
        }
    }

    private void run() {
        for (int done = 0; done < AT_ONCE; done++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error failure) { // A bug, or the application's: it must not stop the queue.
                failures.accept(failure);
            }
        }
        boolean unused = execute();
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = tasks.poll();
        running = task != null;
        return task;
    }
}
