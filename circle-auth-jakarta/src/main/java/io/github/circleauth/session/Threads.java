package io.github.circleauth.session;

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
 * The library's own threads: one tick, which never blocks; at most eight workers, which call Circle; and one for the
 * ledger, on which a database is asked.
 *
 * <p>They are the library's own because a server's managed executors reject or cut off work exactly when sessions end.
 * They are daemons, start with the first work, see the application's classes, and are gone when {@link #close} returns.
 */
public final class Threads {

    private static final Logger LOG = System.getLogger(Threads.class.getName());
    private static final int WORKERS = 8;

    /** The threads there are; a pool that has terminated may have one that is just about to end. */
    private final Set<Thread> made = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor ledger;
    private final ScheduledThreadPoolExecutor tick;

    public Threads(String application, ClassLoader loader) {
        workers = pool(WORKERS, named("circle-auth-worker " + application, loader));
        ledger = pool(1, named("circle-auth-ledger " + application, loader));
        tick = new ScheduledThreadPoolExecutor(1, named("circle-auth-tick " + application, loader));
    }

    /** Makes a pool whose threads start with the work and end without it. */
    private static ThreadPoolExecutor pool(int threads, ThreadFactory factory) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private ThreadFactory named(String name, ClassLoader loader) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            // Without the thread-locals of the request whose work comes first: they may name its user.
            Thread thread = new Thread(null, work, name + " #" + count.incrementAndGet(), 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            made.removeIf(former -> former.getState() == Thread.State.TERMINATED);
            made.add(thread);
            return thread;
        };
    }

    public Executor workers() {
        return workers;
    }

    /** Returns the one thread on which the ledger's database is asked. */
    public Executor ledger() {
        return ledger;
    }

    void every(Duration period, Runnable work) {
        Runnable goesOn = () -> {
            try {
                work.run();
            } catch (RuntimeException bug) { // One that left would end all later ones, and nobody would know.
                LOG.log(Level.ERROR, "What is done every " + period + " failed this time.", bug);
            }
        };
        ScheduledFuture<?> unusedSinceTheTickEndsIt =
                tick.scheduleWithFixedDelay(goesOn, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the tick after one more thing, which is to be done after a while unless {@link #close} comes first. */
    void lastTick(Duration delay, Runnable work) {
        ScheduledFuture<?> unusedSinceCloseEndsIt = tick.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
        tick.shutdown();
    }

    /** Has the workers finish what they are at and what waits for them. No work is taken after this. */
    public void finish(Duration atMost) {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.DEBUG, "The workers did not finish within {0}.", atMost);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends all threads: what is queued is dropped, what runs is interrupted. Waits for them, but not for ever.
     *
     * @return whether all are gone
     */
    public boolean close(Duration atMost) {
        tick.shutdownNow();
        workers.shutdownNow();
        ledger.shutdownNow();
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            for (Thread thread : made) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return made.stream().noneMatch(Thread::isAlive);
    }
}
