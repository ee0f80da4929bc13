package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container ends very many sessions on one thread, while Circle and the ledger's database hang. */
@Timeout(120)
class ManyEndsTest {

    private static final int SESSIONS = 10_000;
    private static final int PEOPLE = 200;
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));

    enum LedgerKind {
        IN_MEMORY((database, threads) -> new MemoryLedger()),
        IN_A_DATABASE((database, threads) ->
                new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, threads.ledger(), PATIENCE));

        private final BiFunction<DataSource, Threads, Ledger> ledger;

        LedgerKind(BiFunction<DataSource, Threads, Ledger> ledger) {
            this.ledger = ledger;
        }
    }

    /** A dependency that can hang. Then it records the threads that call it and holds them, but not the test's thread. */
    private static final class Valve {
        private final Thread containers = Thread.currentThread();
        private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch held;
        private volatile boolean hangs;

        Valve(int held) {
            this.held = new CountDownLatch(held);
        }

        void pass() {
            if (!hangs) {
                return;
            }
            callers.add(Thread.currentThread());
            if (Thread.currentThread() != containers) {
                held.countDown();
                await(released);
            }
        }

        static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException undeploying) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** An application with many signed-in users, whose Circle and database hang. */
    private static final class World implements AutoCloseable {
        private final Threads threads = new Threads("/ends", ManyEndsTest.class.getClassLoader());
        private final JdbcConnectionPool h2 = JdbcConnectionPool.create("jdbc:h2:mem:many-ends", "", "");
        private final Valve circle = new Valve(WORKERS);
        private final Valve database = new Valve(1);
        private final boolean hasDatabase;
        private final Ledger ledger;
        private final OneApplication application;
        private final List<StubSession> sessions = new ArrayList<>();

        World(LedgerKind kind) {
            hasDatabase = kind == LedgerKind.IN_A_DATABASE;
            ledger = kind.ledger.apply(watched(), threads);
            Hooks hooks = new Hooks() {
                @Override
                public void beforeEffect() {
                    circle.pass();
                }
            };
            application = new OneApplication(OneApplication.DEFAULTS, hooks, parts -> new Leases(withOwn(parts)));
            // Signs more quickly.
            application.circle.switches().set("jwt", "hs256");
            application.circle.people(LongStream.rangeClosed(1, PEOPLE)
                    .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                    .toList());
        }

        private DataSource watched() {
            return (DataSource) Proxy.newProxyInstance(
                    DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                        if (!method.getName().equals("getConnection")) {
                            throw new UnsupportedOperationException(method.getName());
                        }
                        database.pass();
                        return h2.getConnection();
                    });
        }

        private LeaseEnvironment withOwn(LeaseEnvironment parts) {
            return new LeaseEnvironment(
                    parts.circle(),
                    ledger,
                    new Revoker(
                            ledger,
                            parts.circle().apply(RequestPriority.REVOCATION),
                            threads.workers(),
                            parts.clock(),
                            parts.random()),
                    SEAL,
                    parts.schedule(),
                    parts.circuitBreaker(),
                    parts.obtainLimit(),
                    threads.workers(),
                    parts.ticker(),
                    parts.clock(),
                    parts.random());
        }

        private CompletableFuture<AccessToken> signIn(int i) {
            StubSession session = application.session("session " + i);
            StubRequest request = request(i, session);
            List<CompletableFuture<AccessToken>> token = new ArrayList<>();
            application.serve(
                    request,
                    passed -> token.add(
                            application.member(passed).accessTokenAsync().toCompletableFuture()));
            sessions.add(session);
            return token.get(0);
        }

        private static StubRequest request(int i, StubSession session) {
            return new StubRequest(Integer.toString(1 + i % PEOPLE), session);
        }

        private void signInAll(int count) {
            List<CompletableFuture<AccessToken>> tokens = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tokens.add(signIn(i));
            }
            tokens.forEach(CompletableFuture::join);
        }

        /** From now on all workers hang at Circle, and the ledger's thread hangs at the database. */
        private void everythingHangs() {
            application.circle.clock().advance(Duration.ofMinutes(2)); // No user has reached the obtain limit.
            circle.hangs = true;
            database.hangs = hasDatabase;
            if (hasDatabase) {
                ledger.tick(application.circle.clock().instant());
                Valve.await(database.held);
            }
            for (int i = 0; i < WORKERS; i++) {
                CompletableFuture<AccessToken> unusedSinceItHangs = signIn(i);
            }
            Valve.await(circle.held);
        }

        /** Returns the number of due revocations once the database responds again, and Circle still hangs. */
        private int due() {
            database.hangs = false;
            database.released.countDown();
            assertThat(ledger.flush(PATIENCE)).isZero();
            return ledger.pendingRevocations(application.circle.clock().instant());
        }

        @Override
        public void close() {
            threads.close(PATIENCE);
            h2.dispose();
        }
    }

    /** Signs in that many users and ends their sessions on this thread, which must do no I/O and must not wait. */
    private static void judge(LedgerKind kind, int count, Consumer<World> ends) {
        try (Logged log = Logged.by(CircleAuthSessionListener.class);
                World world = new World(kind)) {
            world.signInAll(count);
            world.everythingHangs();

            long before = waits();
            ends.accept(world);
            long waits = waits() - before;

            assertThat(waits).as("waits of the container's thread").isZero();
            assertThat(world.circle.callers).hasSize(WORKERS).doesNotContain(Thread.currentThread());
            assertThat(world.database.callers).doesNotContain(Thread.currentThread());
            assertThat(log.alarms()).isEmpty();
            assertThat(world.due()).isEqualTo(2 * count);
        }
    }

    private static long waits() {
        ThreadInfo thread = ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId());
        return thread.getWaitedCount() + thread.getBlockedCount();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("L4")
    void tenThousandSessionEndsOnOneThreadDoNoIoAndNeverWait(LedgerKind kind) {
        judge(
                kind,
                SESSIONS,
                world -> world.sessions
                        .subList(0, SESSIONS)
                        .forEach(session -> session.end(world.application.server.listener)));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("L15")
    void aRequestThatEndsItsSessionDoesNoIoAndNeverWaits(LedgerKind kind) {
        judge(kind, 1, world -> {
            StubSession session = world.sessions.get(0);
            world.application.serve(World.request(0, session), passed -> {
                session.end(world.application.server.listener);
                passed.session(null);
                passed.loginAs(null);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatSignsOutAndKeepsItsSessionDoesNoIoAndNeverWaits(LedgerKind kind) {
        judge(
                kind,
                1,
                world -> world.application.serve(
                        World.request(0, world.sessions.get(0)), passed -> passed.loginAs(null)));
    }
}
