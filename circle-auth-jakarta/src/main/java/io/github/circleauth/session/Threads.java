package io.github.circleauth.session;

import io.github.circleauth.log.LineLimit;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The library's own threads: one tick, which never blocks; at most eight workers, for requests to Circle; one for the ledger's
 * database; two for the real-time channel, which never block either; two that close the sockets of pages; and four that call the
 * application's listeners.
 *
 * <p>They are the library's own because a server's managed executors reject or abort work exactly when sessions end. They
 * are daemons, start with their first task, have the application's class loader, and have ended when {@link #close} returns.
 */
public final class Threads {

    private static final Logger LOG = System.getLogger(Threads.class.getName());
    private static final int WORKERS = 8;
    private static final int LIVE = 2;
    private static final int CLOSING = 2;
    private static final int LISTENERS = 4;
    private static final Duration LATER = Duration.ofMillis(250);

    /** All threads that have not terminated: a pool terminates shortly before its last thread does. */
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor ledger;
    private final ThreadPoolExecutor live;
    private final ThreadPoolExecutor closing;
    private final ThreadPoolExecutor listeners;
    private final ScheduledThreadPoolExecutor tick;

    /**
     * Creates the pools, without a thread yet.
     *
     * @param application is part of the threads' names
     * @param loader the application's class loader
     */
    public Threads(String application, ClassLoader loader) {
        workers = pool(WORKERS, named("circle-auth-worker " + application, loader));
        ledger = pool(1, named("circle-auth-ledger " + application, loader));
        live = pool(LIVE, named("circle-auth-live " + application, loader));
        closing = pool(CLOSING, named("circle-auth-close " + application, loader));
        listeners = pool(LISTENERS, named("circle-auth-listener " + application, loader));
        tick = new ScheduledThreadPoolExecutor(1, named("circle-auth-tick " + application, loader));
    }

    /** Creates a pool whose threads start with tasks and end after 30 seconds without one. */
    private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private ThreadFactory named(String name, ClassLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            // Inherits no thread-locals: those of the request that starts the thread may name its user.
            Thread thread = new Thread(null, work, name + " #" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            started.removeIf(former -> former.getState() == Thread.State.TERMINATED);
            started.add(thread);
            return thread;
        };
    }

    /** Returns the workers, for requests to Circle. */
    public Executor workers() {
        return workers;
    }

    /** Returns the one thread of the ledger's database. */
    public Executor ledger() {
        return ledger;
    }

    /** Returns the threads of the real-time channel. What they run never blocks. */
    public Executor live() {
        return live;
    }

    /** Returns the threads of the real-time channel for tasks that start a moment later. */
    public Executor liveLater() {
        return task -> {
            ScheduledFuture<?> unused = tick.schedule(() -> live.execute(task), LATER.toNanos(), TimeUnit.NANOSECONDS);
        };
    }

    /** Returns the threads that close the sockets of pages, and do nothing else. */
    public Executor closing() {
        return closing;
    }

    /** Returns the threads that call the application's listeners to the real-time channel. */
    public Executor listeners() {
        return listeners;
    }

    /**
     * The work of the workers at one moment.
     *
     * @param busy how many of them work
     * @param queued how many tasks wait for one
     * @param size how many there are at most
     */
    public record Load(int busy, int queued, int size) {}

    /** Returns the work of the workers. */
    public Load load() {
        return new Load(workers.getActiveCount(), workers.getQueue().size(), WORKERS);
    }

    /** Runs work again and again on the tick, until the end. It must not wait. */
    public void every(Duration period, Runnable work) {
        LineLimit failures = new LineLimit(1, System::nanoTime);
        Runnable caught = () -> {
            try {
                work.run();
            } catch (RuntimeException | Error bug) { // Uncaught, it would silently cancel all later runs.
                String end = failures.endOfLine();
                if (end != null) {
                    LOG.log(
                            Level.ERROR,
                            "CIRCLE-0050: The task of every " + period + " failed; it runs again." + end,
                            bug);
                }
            }
        };
        // It ends with the tick.
        ScheduledFuture<?> unused =
                tick.scheduleWithFixedDelay(caught, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the tick after one last task, which runs after a delay unless {@link #close} comes first. */
    void lastTick(Duration delay, Runnable work) {
        ScheduledFuture<?> unused = tick.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        tick.shutdown();
    }

    /** Waits until the workers have finished all running and queued tasks. They accept none after this. */
    public void finish(Duration atMost) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "CIRCLE-0051: The workers did not finish within {0}.", atMost);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends all threads: drops queued tasks, interrupts running ones, and waits a bounded time for the threads. Sockets that wait
     * for their close are closed first.
     *
     * @return whether all have ended
     */
    public boolean close(Duration atMost) {
        tick.shutdownNow();
        workers.shutdownNow();
        ledger.shutdownNow();
        live.shutdownNow();
        listeners.shutdownNow();
        closing.shutdown();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Thread thread : started) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        closing.shutdownNow();
        return started.stream().noneMatch(Thread::isAlive);
    }
}
