package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Logged;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The library's own threads: what they inherit from a request, the tick, and their end. */
@Timeout(60)
class ThreadsTest {

    private final ClassLoader applicationLoader = new ClassLoader(ThreadsTest.class.getClassLoader()) {};
    private final Threads threads = new Threads("/threads-test", applicationLoader);
    private final InheritableThreadLocal<String> user = new InheritableThreadLocal<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    @BeforeEach
    void setUser() {
        user.set("ada");
    }

    @AfterEach
    void end() {
        user.remove();
        released.countDown();
        threads.close(Duration.ofSeconds(30));
    }

    private <T> T onAWorker(Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, threads.workers()).get(30, TimeUnit.SECONDS);
    }

    private static Thread threadOf(Executor executor) throws Exception {
        return CompletableFuture.supplyAsync(Thread::currentThread, executor).get(30, TimeUnit.SECONDS);
    }

    @Test
    void theLoadTellsTheBusyWorkersAndTheTasksThatWait() throws Exception {
        assertThat(threads.load()).isEqualTo(new Threads.Load(0, 0, 8));
        for (int i = 0; i < 8; i++) {
            occupy(threads.workers());
        }
        threads.workers().execute(() -> {});

        assertThat(threads.load()).isEqualTo(new Threads.Load(8, 1, 8));
    }

    /** Keeps a thread of an executor busy until the end of the test, regardless of interrupts. Returns when it is. */
    private void occupy(Executor executor) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        executor.execute(() -> {
            busy.countDown();
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException ignored) {
                    // It is to outlast the interrupt.
                }
            }
        });
        busy.await();
    }

    @Test
    void threadsDoNotInheritThreadLocals() throws Exception {
        assertThat(onAWorker(user::get)).isNull();
    }

    @Test
    void threadsHaveTheApplicationsClassLoaderAndAreDaemons() throws Exception {
        assertThat(onAWorker(() -> Thread.currentThread().getContextClassLoader()))
                .isSameAs(applicationLoader);
        assertThat(onAWorker(() -> Thread.currentThread().isDaemon())).isTrue();
    }

    @Test
    void theLedgerHasOneThreadOfItsOwn() throws Exception {
        Thread first = threadOf(threads.ledger());

        assertThat(first.getName()).isEqualTo("circle-auth-ledger /threads-test #1");
        assertThat(threadOf(threads.ledger())).isSameAs(first);
    }

    @Test
    void aTaskForLaterRunsOnAThreadOfTheRealTimeChannel() throws Exception {
        assertThat(threadOf(threads.liveLater()).getName()).startsWith("circle-auth-live /threads-test #");
    }

    @Test
    void socketsThatWaitForTheirCloseAreClosedBeforeTheEnd() {
        AtomicInteger sockets = new AtomicInteger();
        for (int i = 0; i < 1_000; i++) {
            threads.closing().execute(sockets::incrementAndGet);
        }

        assertThat(threads.close(Duration.ofSeconds(30))).isTrue();
        assertThat(sockets).hasValue(1_000);
    }

    @Test
    void idleThreadsOfBothPoolsEnd() {
        assertThat(((ThreadPoolExecutor) threads.workers()).allowsCoreThreadTimeOut())
                .isTrue();
        assertThat(((ThreadPoolExecutor) threads.ledger()).allowsCoreThreadTimeOut())
                .isTrue();
    }

    @Test
    void threadsThatHaveEndedAreForgotten() throws Exception {
        CompletableFuture<Thread> failing = new CompletableFuture<>();
        threads.ledger().execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            failing.complete(Thread.currentThread());
            throw new IllegalStateException("This ends the thread.");
        });
        Thread ended = failing.join();
        ended.join();

        Thread worker = threadOf(threads.workers());

        assertThat(started()).contains(worker).doesNotContain(ended);
    }

    /** Returns the threads that {@link Threads} has a reference to. */
    private Set<Thread> started() throws ReflectiveOperationException {
        var field = Threads.class.getDeclaredField("started");
        field.setAccessible(true);
        @SuppressWarnings("unchecked") // The field's type.
        var threadsStarted = (Set<Thread>) field.get(threads);
        return threadsStarted;
    }

    @Test
    @Tag("L3")
    void aPeriodicTaskThatFailsIsLoggedOnceAMinuteAndRunsAgain() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch ranAgain = new CountDownLatch(1);

        try (Logged log = Logged.by(Threads.class)) {
            threads.every(Duration.ofMillis(1), () -> {
                switch (runs.incrementAndGet()) {
                    case 1, 2 -> throw new IllegalStateException("The first runs fail.");
                    case 3 -> throw new NoClassDefFoundError("of a driver, say");
                    default -> ranAgain.countDown();
                }
            });
            ranAgain.await();

            assertThat(log.alarms()).singleElement().asString().startsWith("CIRCLE-0050: ");
        }
    }

    @Test
    void theLastTickRunsAndEndsTheTick() throws Exception {
        CountDownLatch last = new CountDownLatch(1);

        threads.lastTick(Duration.ZERO, last::countDown);

        last.await();
        assertThatThrownBy(() -> threads.every(Duration.ofDays(1), () -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void workersThatDoNotFinishInTimeAreLogged() throws Exception {
        occupy(threads.workers());

        assertThat(debugLinesOfFinish(Duration.ZERO))
                .containsExactly("CIRCLE-0051: The workers did not finish within PT0S.");
    }

    @Test
    void workersThatFinishInTimeAreNotLogged() throws Exception {
        assertThat(debugLinesOfFinish(Duration.ofSeconds(30))).isEmpty();
    }

    private List<String> debugLinesOfFinish(Duration atMost) {
        Logger logger = Logger.getLogger(Threads.class.getName());
        logger.setLevel(Level.FINE);
        try (Logged log = Logged.by(Threads.class)) {
            threads.finish(atMost);
            return log.at(Level.FINE);
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void anInterruptEndsTheWaitForTheWorkersAndTheThreadStaysInterrupted() throws Exception {
        occupy(threads.workers());

        Thread.currentThread().interrupt();
        threads.finish(Duration.ofDays(1));

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitForTheThreadsEndAndTheThreadStaysInterrupted() throws Exception {
        occupy(threads.ledger());

        Thread.currentThread().interrupt();
        boolean ended = threads.close(Duration.ofDays(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ended).isFalse();
    }

    @Test
    void closeReportsAThreadThatDoesNotEndThoughOthersDo() throws Exception {
        occupy(threads.ledger());
        Thread worker = threadOf(threads.workers());
        threads.finish(Duration.ofSeconds(30));
        worker.join();

        assertThat(threads.close(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void closeWaitsForAThreadThatNeedsAWhileToEnd() throws Exception {
        Thread closer = Thread.currentThread();
        CountDownLatch busy = new CountDownLatch(1);
        threads.workers().execute(() -> {
            busy.countDown();
            // Ends only after the closing thread has been seen waiting many times, in any case when it no longer waits.
            int seen = 0;
            while (seen < 1_000_000 && !closed.get()) {
                seen += closer.getState() == Thread.State.TIMED_WAITING ? 1 : 0;
            }
        });
        busy.await();

        boolean ended = threads.close(Duration.ofSeconds(30));
        closed.set(true);

        assertThat(ended).isTrue();
    }
}
