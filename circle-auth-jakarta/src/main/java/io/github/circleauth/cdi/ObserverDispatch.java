package io.github.circleauth.cdi;

import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.log.LineLimit;
import io.github.circleauth.log.OutageLines;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes the events on to the application's observers, in their order, on one thread of its own. An observer may thus take its
 * time: it delays later events alone. The thread starts with the first event that has an observer.
 */
final class ObserverDispatch implements Consumer<CircleEvent>, AutoCloseable {

    /** How many events wait at most. Further ones are dropped for the observers, though not for the statistics. */
    static final int MAX_WAITING = 1_000;

    private static final Logger LOG = System.getLogger(ObserverDispatch.class.getName());
    private static final Duration IDLE = Duration.ofSeconds(30);

    /** How long undeploying waits for the observers, and then, after interrupting the thread, for its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration INTERRUPTED = Duration.ofSeconds(1);

    private final BeanManager beans;
    private final String application;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Map<Class<?>, EventObservers> observers = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor executor;
    private final AtomicInteger dropped = new AtomicInteger();
    private final OutageLines overflows = new OutageLines(System::nanoTime);
    private final LineLimit failures = new LineLimit(1, System::nanoTime);
    private volatile @Nullable Thread thread;

    /**
     * Creates a dispatch, without a thread yet. Called on the thread that deploys the application.
     *
     * @param application is part of the thread's name
     */
    ObserverDispatch(BeanManager beans, String application) {
        this.beans = beans;
        this.application = application;
        this.executor = new ThreadPoolExecutor(
                1, 1, IDLE.toSeconds(), TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::thread);
        executor.allowCoreThreadTimeOut(true);
    }

    private Thread thread(Runnable work) {
        // Inherits no thread-locals: those of the request that starts the thread may name its user.
        Thread started = new Thread(null, work, "circle-auth-events " + application, 0, false);
        started.setDaemon(true);
        thread = started;
        return started;
    }

    @Override
    public void accept(CircleEvent event) {
        if (executor.isShutdown()) { // A session may end after the container's observers can be looked up.
            return;
        }
        EventObservers interested =
                observers.computeIfAbsent(event.getClass(), type -> EventObservers.of(event, beans));
        if (interested.isEmpty()) {
            return;
        }
        try {
            executor.execute(() -> dispatch(event, interested));
        } catch (RejectedExecutionException rejected) {
            if (!executor.isShutdown()) {
                drop();
            }
        }
    }

    private void drop() {
        dropped.incrementAndGet();
        String end = overflows.failed();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0009: {0} events wait for an observer of the application, so further ones are dropped. Only"
                            + " observers miss them; tokens and statistics do not.{1}",
                    MAX_WAITING,
                    end);
        }
    }

    private void dispatch(CircleEvent event, EventObservers interested) {
        Thread.currentThread().setContextClassLoader(loader); // Each time: an observer may have set another one.
        interested.notifyOf(event, this::failed);
        if (executor.getQueue().isEmpty() && overflows.ended() != null) {
            LOG.log(
                    Level.INFO,
                    "CIRCLE-0010: The observers of the application have caught up; they missed {0} events.",
                    dropped.getAndSet(0));
        }
    }

    private void failed(String observer, Throwable failure) {
        String end = failures.endOfLine();
        if (end != null) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0008: An observer of the application failed with an event of circle-auth; nothing else is"
                            + " affected. It is in " + observer + "." + end,
                    failure);
        }
    }

    /** Notifies the observers of the last events, as far as they take little time, and ends the thread. */
    @Override
    public void close() {
        executor.shutdown();
        boolean inTime = hasEnded(PATIENCE);
        int missed = inTime ? 0 : executor.shutdownNow().size();
        boolean ended = inTime || hasEnded(INTERRUPTED);
        if (!inTime) {
            LOG.log(
                    Level.WARNING,
                    "CIRCLE-0011: Undeployed before an observer of the application had finished; observers missed {0}"
                            + " events.{1}",
                    missed,
                    ended ? "" : " Its thread goes on, and keeps the classes of the application until it ends.");
        }
    }

    private boolean hasEnded(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            if (!executor.awaitTermination(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            Thread last = thread;
            if (last != null) { // The executor terminates shortly before its thread does.
                last.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
