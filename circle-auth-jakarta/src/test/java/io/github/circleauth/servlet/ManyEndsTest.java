package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.http.InProcessCircle.Pauses;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.Ledger;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A container ends very many sessions in one pass on one thread, while Circle hangs, and the ledger's database too. */
@Timeout(120)
class ManyEndsTest {

    private static final int SESSIONS = 10_000;
    private static final int PEOPLE = 200;
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));

    enum Account {
        IN_MEMORY((database, threads) -> new MemoryLedger()),
        IN_A_DATABASE((database, threads) -> new JdbcLedger(database, SEAL, true, threads.ledger(), PATIENCE));

        private final BiFunction<DataSource, Threads, Ledger> ledger;

        Account(BiFunction<DataSource, Threads, Ledger> ledger) {
            this.ledger = ledger;
        }
    }

    /** What answers until it is stuck; notes who came meanwhile, and holds them up, but not the thread of the test. */
    private static final class Valve {
        private final Thread containers = Thread.currentThread();
        private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch held;
        private volatile boolean stuck;

        Valve(int held) {
            this.held = new CountDownLatch(held);
        }

        void pass() {
            if (!stuck) {
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

    /** An application with many users signed in, of which nothing outside answers any more. */
    private static final class World implements AutoCloseable {
        private final Threads threads = new Threads("/ends", ManyEndsTest.class.getClassLoader());
        private final JdbcConnectionPool h2 = JdbcConnectionPool.create("jdbc:h2:mem:many-ends", "", "");
        private final Valve circle = new Valve(WORKERS);
        private final Valve database = new Valve(1);
        private final boolean hasDatabase;
        private final Ledger ledger;
        private final OneApplication application;
        private final List<StubSession> sessions = new ArrayList<>();

        World(Account account) {
            hasDatabase = account == Account.IN_A_DATABASE;
            ledger = account.ledger.apply(watched(), threads);
            Pauses pauses = new Pauses() {
                @Override
                public void beforeEffect() {
                    circle.pass();
                }
            };
            application = new OneApplication(OneApplication.USUAL, pauses, parts -> new Leases(withOwn(parts)));
            application.circle.switches().set("jwt", "hs256"); // the quicker to sign
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

        /** From now on all workers hang at Circle, and the ledger's thread at the database. */
        private void nothingAnswers() {
            application.circle.clock().advance(Duration.ofMinutes(2)); // Nobody has used up his obtains.
            circle.stuck = true;
            database.stuck = hasDatabase;
            if (hasDatabase) {
                ledger.tick(application.circle.clock().instant());
                Valve.await(database.held);
            }
            for (int i = 0; i < WORKERS; i++) {
                CompletableFuture<AccessToken> unusedSinceItHangs = signIn(i);
            }
            Valve.await(circle.held);
        }

        /** How many tokens are to be revoked, as soon as the database answers again. Circle doesn't yet. */
        private int due() {
            database.stuck = false;
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

    /** Signs in so many users and ends all their sessions on this thread, which must ask nobody and wait for nobody. */
    private static void judge(Account account, int count, Consumer<World> ends) {
        try (Logged log = Logged.by(CircleAuthSessionListener.class);
                World world = new World(account)) {
            world.signInAll(count);
            world.nothingAnswers();

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
    void tenThousandSessionEndsOnOneThreadDoNoIoAndNeverWait(Account account) {
        judge(
                account,
                SESSIONS,
                world -> world.sessions
                        .subList(0, SESSIONS)
                        .forEach(session -> session.end(world.application.server.listener)));
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatEndsItsSessionDoesNoIoAndNeverWaits(Account account) {
        judge(account, 1, world -> {
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
    void aRequestThatSignsOutAndKeepsItsSessionDoesNoIoAndNeverWaits(Account account) {
        judge(
                account,
                1,
                world -> world.application.serve(
                        World.request(0, world.sessions.get(0)), passed -> passed.loginAs(null)));
    }
}
