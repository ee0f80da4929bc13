package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.ledger.Ledger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The periodic tasks of a deployment. */
class PeriodicTasksTest {

    private final OneServer server = new OneServer();
    private final List<Object> ticksOfTheLedger = new ArrayList<>();
    private final AtomicBoolean idleConnectionsClosed = new AtomicBoolean();
    private final Threads threads = new Threads("/periodic-tasks-test", PeriodicTasksTest.class.getClassLoader());

    private final Ledger ledger = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("tick")) {
                    ticksOfTheLedger.add(arguments[0]);
                }
                return method.invoke(server.ledger, arguments);
            });

    private final CircleHttp client = InProcessCircle.client(
            server.circle,
            server::nanos,
            server.circle.clock(),
            new Hooks() {
                @Override
                public void closedIdle() {
                    idleConnectionsClosed.set(true);
                }
            },
            tokens -> {});

    private final CountDownLatch closed = new CountDownLatch(1);
    private ScheduledThreadPoolExecutor tick;

    /** Starts the tasks, with the tick's thread occupied, so that none runs by itself. */
    @BeforeEach
    void start() throws Exception {
        var field = Threads.class.getDeclaredField("tick");
        field.setAccessible(true);
        tick = (ScheduledThreadPoolExecutor) field.get(threads);
        CountDownLatch occupied = new CountDownLatch(1);
        tick.execute(() -> {
            occupied.countDown();
            await(closed);
        });
        occupied.await();
        new BackgroundTasks(threads, server.leases, ledger, server.node.revoker, client, server.circle.clock()).start();
    }

    @AfterEach
    void close() {
        closed.countDown();
        threads.close(Duration.ofSeconds(30));
        client.close();
        server.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Runs each periodic task once, on this thread, without waiting for its period. */
    private void runEachTask() {
        List.copyOf(tick.getQueue()).forEach(task -> ((Runnable) task).run());
    }

    @Test
    void theLedgerTicksWithTheCurrentTime() {
        server.pass(Duration.ofHours(3));

        runEachTask();

        assertThat(ticksOfTheLedger).contains(OneServer.START.plus(Duration.ofHours(3)));
    }

    @Test
    void dueTokensAreRevokedWithoutASessionsEnd() {
        server.signedIn(ADA);
        server.pass(Duration.ofSeconds(2L * TIMEOUT_SECONDS));

        runEachTask();
        server.workers.runAll();

        assertThat(server.ledger.size()).isZero();
    }

    @Test
    void expiredLeasesAreDropped() {
        server.signedIn(ADA);
        server.pass(Duration.ofSeconds(2L * TIMEOUT_SECONDS));

        runEachTask();

        assertThat(server.leases.size()).isZero();
    }

    @Test
    void idleConnectionsAreClosedOnAWorker() {
        runEachTask();
        threads.finish(Duration.ofSeconds(30));

        assertThat(idleConnectionsClosed).isTrue();
    }
}
