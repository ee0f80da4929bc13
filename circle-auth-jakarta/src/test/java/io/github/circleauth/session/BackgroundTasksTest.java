package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.Secret;
import io.github.circleauth.http.CircleHttp;
import io.github.circleauth.http.InProcessCircle;
import io.github.circleauth.http.InProcessCircle.Hooks;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Gate;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stop of a deployment. */
class BackgroundTasksTest {

    private static final String APPLICATION = "/background-tasks-test";

    private final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();
    private final MemoryLedger ledger = new MemoryLedger();
    private final Threads threads = new Threads(APPLICATION, BackgroundTasksTest.class.getClassLoader());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final CountDownLatch clientClosed = new CountDownLatch(1);
    private final Hooks counting = new Hooks() {
        @Override
        public void beforeEffect() {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        }

        @Override
        public void beforeResponse() {
            running.decrementAndGet();
        }

        @Override
        public void closed() {
            clientClosed.countDown();
        }
    };
    private final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), counting, tokens -> {});
    private final Revoker revoker = revokerOf(ledger);
    private final BackgroundTasks tasks = tasks(ledger, revoker);

    private BackgroundTasks tasks(Ledger ofLeases, Revoker ofRows) {
        return tasks(new OneServer().leases, ofLeases, ofRows);
    }

    private BackgroundTasks tasks(Leases leases, Ledger ofLeases, Revoker ofRows) {
        return new BackgroundTasks(threads, leases, ofLeases, ofRows, client, circle.clock());
    }

    private Revoker revokerOf(Ledger rows) {
        return new Revoker(
                rows,
                client.tokenEndpoint(RequestPriority.REVOCATION),
                threads.workers(),
                circle.clock(),
                new Random(1));
    }

    @BeforeEach
    void start() throws InterruptedException {
        tasks.start();
        CountDownLatch works = new CountDownLatch(1);
        threads.workers().execute(works::countDown);
        works.await();
    }

    private void stop(Duration atMost) {
        tasks.stop(atMost);
    }

    /** Enters a member's tokens, due at once or in an hour. */
    private void enter(long member, boolean due) {
        MemberTokens tokens =
                client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(member);
        Instant revokeAt = circle.clock().instant().plus(due ? Duration.ZERO : Duration.ofHours(1));
        String lease = "lease-" + member;
        Secret access = tokens.accessToken().value();
        ledger.enter(List.of(
                new Row(Row.Kind.ACCESS, access, lease, tokens.accessToken().expiresAt(), revokeAt, 0),
                new Row(Row.Kind.REFRESH, tokens.refreshToken(), lease, tokens.refreshTokenExpiresAt(), revokeAt, 0)));
    }

    private static List<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("circle-auth") && name.contains(APPLICATION))
                .toList();
    }

    @Test
    void threadsHaveTheApplicationsNameAndAreGoneAfterTheStop() {
        assertThat(threadNames()).anyMatch(name -> name.startsWith("circle-auth-tick"));
        assertThat(threadNames()).anyMatch(name -> name.startsWith("circle-auth-worker"));

        stop(Duration.ofSeconds(30));

        assertThat(threadNames()).isEmpty();
    }

    @Test
    void stopRevokesDueTokensRefreshTokensFirstAndLeavesTheOthers() {
        enter(1001, true);
        enter(1002, true);
        enter(1003, false);

        try (Gate held = circle.gates().hold("refresh_token/revoke");
                Logged log = Logged.by(BackgroundTasks.class)) {
            CompletableFuture<?> stopped = CompletableFuture.runAsync(() -> stop(Duration.ofSeconds(30)));
            held.awaitWaiting(2, Duration.ofSeconds(30));
            assertThat(circle.audit().calls("/access_token/revoke")).isZero();
            held.release();
            stopped.join();

            assertThat(log.warnings()).isEmpty();
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0054: 2 tokens of sessions that have not ended");
        }
        assertThat(circle.audit().alive()).hasSize(2).allMatch(token -> token.communityMemberId() == 1003);
    }

    /** No session of theirs ends with the application. */
    @Test
    void stopRevokesTheTokensOfUsersWithoutASession() {
        OneServer server = new OneServer();
        Lease lease = server.leases
                .users()
                .of(Optional.of(MemberIdentity.communityMemberId(OneServer.ADA)), 1800, server.leases.nanos());
        server.served(lease).join();
        assertThat(server.ledger.size()).isEqualTo(2);

        Logged log = stopped(tasks(server.leases, server.ledger, revokerOf(server.ledger)));

        assertThat(lease.isEnded()).isTrue();
        assertThat(server.ledger.size()).isZero();
        assertThat(log.warnings()).isEmpty();
        assertThat(log.at(Level.INFO)).isEmpty();
        server.close();
    }

    @Test
    void stopHasPendingChangesWrittenBeforeItClaimsDueRows() {
        enter(1001, true);
        AtomicBoolean written = new AtomicBoolean();
        Ledger queueing = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    written.compareAndSet(false, method.getName().equals("flush"));
                    boolean tooEarly = method.getName().equals("claim") && !written.get();
                    return tooEarly ? Optional.empty() : method.invoke(ledger, arguments);
                });
        tasks(queueing, revokerOf(queueing)).stop(Duration.ofSeconds(30));

        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void revocationsUnderWayAtTheStopContinueTwoAtOnceAndNoneIsLeft() {
        for (long member = 1001; member <= 1004; member++) {
            enter(member, true);
        }
        try (Gate held = circle.gates().hold("refresh_token/revoke");
                Logged log = Logged.by(BackgroundTasks.class)) {
            revoker.kick();
            revoker.kick();
            held.awaitWaiting(2, Duration.ofSeconds(30));
            CompletableFuture<?> stopped = CompletableFuture.runAsync(() -> stop(Duration.ofSeconds(30)));
            held.release();
            stopped.join();

            assertThat(log.warnings()).isEmpty();
        }
        assertThat(mostRunning).hasValue(2);
        assertThat(circle.audit().alive()).isEmpty();
        assertThat(ledger.size()).isZero();
    }

    @Test
    void howeverManySessionsEndOnlyTwoRevocationsRunAtOnce() {
        for (long member = 1001; member <= 1004; member++) {
            enter(member, true);
        }
        try (Gate held = circle.gates().hold("refresh_token/revoke")) {
            for (int i = 0; i < 20; i++) {
                revoker.kick();
            }
            held.awaitWaiting(2, Duration.ofSeconds(30));
            held.release();
            stop(Duration.ofSeconds(30));
        }
        assertThat(mostRunning).hasValue(2);
    }

    @Test
    void ifCircleHangsTheStopTakesNoLongerThanAllowedAndWarns() {
        enter(1001, true);
        try (Gate held = circle.gates().hold("*");
                Logged log = Logged.by(BackgroundTasks.class)) {
            stop(Duration.ofMillis(50));

            assertThat(held.waiting()).isZero();
            assertThat(threadNames()).isEmpty();
            assertThat(log.warnings()).singleElement().asString().contains("circle.auth.shutdown-timeout");
        }
        assertThat(circle.audit().alive()).hasSize(2);
    }

    @Test
    void theSecondStopDoesNothing() {
        stop(Duration.ofSeconds(30));
        enter1001AfterTheEnd(ledger);

        stop(Duration.ofSeconds(30));

        assertThat(ledger.size()).isEqualTo(1);
    }

    private void enter1001AfterTheEnd(Ledger rows) {
        Instant now = circle.clock().instant();
        rows.enter(List.of(new Row(Row.Kind.ACCESS, Secret.of("t"), "lease", now.plus(Duration.ofHours(1)), now, 0)));
    }

    /** Returns a ledger that answers some methods with fixed results, by name, and passes the others on. */
    private Ledger with(Map<String, Object> results) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> results.containsKey(method.getName())
                        ? results.get(method.getName())
                        : method.invoke(ledger, arguments));
    }

    private static Logged stopped(BackgroundTasks tasks) {
        try (Logged log = Logged.by(BackgroundTasks.class)) {
            tasks.stop(Duration.ofSeconds(30));
            return log;
        }
    }

    @Test
    void theStopOfADeploymentWithoutTokensLogsNothing() {
        Logged log = stopped(tasks);

        assertThat(log.warnings()).isEmpty();
        assertThat(log.at(Level.INFO)).isEmpty();
    }

    @Test
    void changesThatTheDatabaseDidNotTakeAreLoggedWithTheirNumber() {
        Logged log = stopped(tasks(with(Map.of("flush", 3)), revoker));

        assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0052: Undeployed with 3 changes");
    }

    @Test
    void tokensStillToBeRevokedAreLoggedWithTheirFateInTheDatabase() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 2, "isDurable", true)), revoker));

        assertThat(log.warnings())
                .singleElement()
                .asString()
                .startsWith("CIRCLE-0053: Undeployed with 2 tokens")
                .contains("another server revokes them");
        assertThat(log.at(Level.INFO)).as("no session is left").isEmpty();
    }

    @Test
    void tokensStillToBeRevokedAreLoggedWithTheirFateInMemory() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 2, "isDurable", false)), revoker));

        assertThat(log.warnings()).singleElement().asString().contains("they live until they expire");
    }

    @Test
    void tokensOfSessionsThatHaveNotEndedAreCountedWithoutThoseToBeRevoked() {
        Logged log = stopped(tasks(with(Map.of("pendingRevocations", 2, "size", 5)), revoker));

        assertThat(log.at(Level.INFO)).singleElement().asString().startsWith("CIRCLE-0054: 3 tokens of sessions");
    }

    @Test
    void aThreadThatDoesNotEndIsLogged() throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        threads.workers().execute(() -> {
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

        // The stop of an interrupted thread waits for no thread.
        Thread.currentThread().interrupt();
        Logged log = stopped(tasks);

        assertThat(Thread.interrupted()).isTrue();
        released.countDown();
        assertThat(log.warnings()).containsExactly("CIRCLE-0055: A thread of circle-auth did not end in time.");
    }

    @Test
    void afterTheStopNoRequestIsSent() {
        stop(Duration.ofSeconds(30));

        CircleAuthClient endpoint = client.tokenEndpoint(RequestPriority.AWAITED);
        assertThatThrownBy(() -> endpoint.getMemberAPITokenFromCommunityMemberId(1001))
                .isInstanceOf(CircleUnavailableException.class);
        assertThat(circle.audit().calls("/auth_token")).isZero();
    }

    @Test
    void tokensThatALateRenewalBringsDuringTheStopAreRevoked() {
        CountDownLatch nothingDue = new CountDownLatch(2);
        Ledger empty = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(ledger, arguments);
                    if (Optional.empty().equals(result)) {
                        nothingDue.countDown();
                    }
                    return result;
                });
        threads.workers().execute(() -> {
            await(nothingDue);
            enter(1001, true);
        });

        tasks(empty, revokerOf(empty)).stop(Duration.ofSeconds(30));

        assertThat(circle.audit().calls("/auth_token")).isEqualTo(1);
        assertThat(circle.audit().alive()).isEmpty();
    }

    @Test
    void onceTheTimeIsOverRequestsAreAbortedAndTheStopClaimsNoFurtherToken() {
        MemoryLedger own = new MemoryLedger();
        Ledger ledgerOfStop = claimedBy(Thread.currentThread(), own);
        threads.workers().execute(() -> {
            await(clientClosed);
            enter1001AfterTheEnd(own);
        });

        try (Logged log = Logged.by(BackgroundTasks.class)) {
            tasks(ledgerOfStop, revokerOf(ledgerOfStop)).stop(Duration.ofMillis(50));

            assertThat(log.warnings())
                    .as("the token was entered before the stop counted those left")
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0053: Undeployed with 1 tokens");
        }
        Instant now = circle.clock().instant();
        assertThat(own.claim(now, now.plusSeconds(60)))
                .hasValueSatisfying(row ->
                        assertThat(row.attempts()).as("the test's own claim").isEqualTo(1));
    }

    /** Returns a ledger without a due row for other threads: a worker that starts late could claim it before the stop. */
    private static Ledger claimedBy(Thread thread, Ledger rows) {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(),
                new Class<?>[] {Ledger.class},
                (proxy, method, arguments) -> method.getName().equals("claim") && Thread.currentThread() != thread
                        ? Optional.empty()
                        : method.invoke(rows, arguments));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException undeployed) {
            throw new IllegalStateException(undeployed);
        }
    }
}
