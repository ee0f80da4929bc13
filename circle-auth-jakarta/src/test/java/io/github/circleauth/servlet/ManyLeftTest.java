package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.Logged;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.JdbcLedger;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.LedgerRows;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.seal.Seal;
import io.github.circleauth.session.BackgroundTasks;
import io.github.circleauth.session.LeaseEnvironment;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.Revoker;
import io.github.circleauth.session.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An application with very many sessions is undeployed while Circle revokes too slowly or not at all. */
@Timeout(120)
class ManyLeftTest {

    private static final int SESSIONS = 5_000;
    private static final int PEOPLE = 200;
    private static final int REVOCATIONS_AT_ONCE = 2;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Seal SEAL = Seal.derivedFrom(Secret.of("app-token"));

    /** The ledger, and the log's sentence about the tokens that are left. */
    enum LedgerKind {
        IN_MEMORY((database, thread) -> new MemoryLedger(), "The ledger was in memory: they live until they expire."),
        IN_A_DATABASE(
                (database, thread) -> new JdbcLedger(database, SEAL, LedgerRows.OWNER, true, thread, PATIENCE),
                "They are in the database: another server revokes them, or this one after its next start.");

        private final BiFunction<DataSource, Executor, Ledger> ledger;
        private final String fateOfTheRest;

        LedgerKind(BiFunction<DataSource, Executor, Ledger> ledger, String fateOfTheRest) {
            this.ledger = ledger;
            this.fateOfTheRest = fateOfTheRest;
        }
    }

    /** Circle responds to some requests at once, then to none until the connections are closed. */
    private static final class Slowness implements Hooks {
        private final Semaphore responses = new Semaphore(Integer.MAX_VALUE);
        private final CountDownLatch held = new CountDownLatch(REVOCATIONS_AT_ONCE);
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger requestsAfterClosing = new AtomicInteger();
        private final AtomicBoolean interrupted = new AtomicBoolean();

        void responses(int count) {
            responses.drainPermits();
            responses.release(count);
        }

        @Override
        public void beforeEffect() {
            requestsAfterClosing.addAndGet(closed.getCount() == 0 ? 1 : 0);
            if (responses.tryAcquire()) {
                return;
            }
            held.countDown();
            try {
                closed.await();
            } catch (InterruptedException tooLate) {
                interrupted.set(true);
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void closed() {
            closed.countDown();
        }
    }

    /** An application with many signed-in users, and its next deployment. */
    private static final class World implements AutoCloseable {
        private final JdbcConnectionPool h2 = JdbcConnectionPool.create("jdbc:h2:mem:many-left", "", "");
        private final Slowness slowness = new Slowness();
        private final Threads threads = new Threads("/many-left", ManyLeftTest.class.getClassLoader());
        private final LedgerKind kind;
        private final Ledger ledger;
        private final OneApplication application;
        private final Circle circle;
        private final List<StubSession> sessions = new ArrayList<>();
        private final BackgroundTasks tasks;
        private Revoker revoker;

        World(LedgerKind kind) {
            this.kind = kind;
            ledger = kind.ledger.apply(h2, threads.ledger());
            application = new OneApplication(OneApplication.DEFAULTS, slowness, parts -> new Leases(withOwn(parts)));
            circle = application.circle;
            // Signs more quickly.
            circle.switches().set("jwt", "hs256");
            circle.switches().set("refresh-tokens", "exclusive"); // A row for each token.
            circle.people(LongStream.rangeClosed(1, PEOPLE)
                    .mapToObj(id -> new Person(id, id + "@example.com", "sso-" + id, "Person " + id, ""))
                    .toList());
            tasks = new BackgroundTasks(threads, application.leases, ledger, revoker, application.http, circle.clock());
            tasks.start();
        }

        private LeaseEnvironment withOwn(LeaseEnvironment parts) {
            revoker = new Revoker(
                    ledger,
                    parts.circle().apply(RequestPriority.REVOCATION),
                    threads.workers(),
                    parts.clock(),
                    parts.random());
            return new LeaseEnvironment(
                    parts.circle(),
                    ledger,
                    revoker,
                    SEAL,
                    parts.schedule(),
                    parts.circuitBreaker(),
                    parts.obtainLimit(),
                    threads.workers(),
                    parts.ticker(),
                    parts.clock(),
                    parts.random());
        }

        private void signInAll() {
            List<CompletableFuture<AccessToken>> tokens = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                StubSession session = application.session("session " + i);
                StubRequest request = new StubRequest(Integer.toString(1 + i % PEOPLE), session);
                application.serve(
                        request,
                        passed -> tokens.add(
                                application.member(passed).accessTokenAsync().toCompletableFuture()));
                sessions.add(session);
            }
            tokens.forEach(CompletableFuture::join);
        }

        /** Undeploys as a container does: ends the sessions first, then the application. */
        private void undeploy() throws InterruptedException {
            sessions.forEach(session -> session.end(application.server.listener));
            slowness.held.await();
            tasks.stop(SHUTDOWN_TIMEOUT);
        }

        /** The next deployment revokes the tokens that the former one had claimed, which are due again. */
        private void nextDeployment() {
            circle.clock().advance(Duration.ofMinutes(2));
            Ledger next = kind.ledger.apply(h2, Runnable::run);
            try (CircleHttp http = InProcessCircle.client(
                    circle, () -> circle.clock().offset().toNanos(), circle.clock(), Hooks.NONE, tokens -> {})) {
                new Revoker(
                                next,
                                http.tokenEndpoint(RequestPriority.REVOCATION),
                                Runnable::run,
                                circle.clock(),
                                new Random(1))
                        .drain(this::timePasses);
            }
            assertThat(next.size()).isZero();
        }

        private boolean timePasses() {
            circle.clock().advance(Duration.ofMillis(1));
            return true;
        }

        private int alive() {
            return circle.audit().alive().size();
        }

        @Override
        public void close() {
            h2.dispose();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("/many-left"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"IN_MEMORY, 100", "IN_A_DATABASE, 0"})
    @Tag("L9")
    void undeployingFiveThousandSessionsTakesNoLongerThanAllowedAndLogsWhatIsLeft(LedgerKind kind, int responses)
            throws InterruptedException {
        try (World world = new World(kind);
                Logged log = Logged.by(BackgroundTasks.class)) {
            world.signInAll();
            world.slowness.responses(responses);

            world.undeploy();

            int left = 2 * SESSIONS - responses;
            assertThat(world.alive()).isEqualTo(left);
            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .isEqualTo(
                            "CIRCLE-0053: Undeployed with %,d tokens still to be revoked (circle.auth.shutdown-timeout). %s",
                            left, kind.fateOfTheRest);
            assertThat(world.slowness.interrupted)
                    .as("the workers ended by themselves")
                    .isFalse();
            assertThat(world.slowness.requestsAfterClosing).hasValue(0);
            assertThat(threads()).isEmpty();

            world.nextDeployment();
            int lost = world.alive();
            System.out.printf(
                    "Undeployed 5,000 sessions, ledger %s: %d tokens, %d revoked in time, %d left, of which the next"
                            + " deployment revoked %d: %d lost%n",
                    kind, 2 * SESSIONS, responses, left, left - lost, lost);
            assertThat(lost).isEqualTo(kind == LedgerKind.IN_MEMORY ? left : 0);
            assertThat(world.circle.audit().tokens())
                    .filteredOn(token -> token.revocations() > 1)
                    .extracting(Audit.Token::value)
                    .isEmpty();
        }
    }
}
