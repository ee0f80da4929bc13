package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
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
    private final Hooks counting = new Hooks() {
        @Override
        public void beforeEffect() {
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        }

        @Override
        public void beforeResponse() {
            running.decrementAndGet();
        }
    };
    private final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), counting, tokens -> {});
    private final Revoker revoker = new Revoker(
            ledger, client.tokenEndpoint(RequestPriority.REVOCATION), threads.workers(), circle.clock(), new Random(1));
    private final BackgroundTasks tasks = tasks(ledger, revoker);

    private BackgroundTasks tasks(Ledger ofLeases, Revoker ofRows) {
        Leases leases = new OneServer().leases;
        return new BackgroundTasks(threads, leases, ofLeases, ofRows, client, circle.clock());
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
        Revoker last = new Revoker(
                queueing,
                client.tokenEndpoint(RequestPriority.REVOCATION),
                threads.workers(),
                circle.clock(),
                new Random(1));

        tasks(queueing, last).stop(Duration.ofSeconds(30));

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
        enter1001AfterTheEnd();

        stop(Duration.ofSeconds(30));

        assertThat(ledger.size()).isEqualTo(1);
    }

    private void enter1001AfterTheEnd() {
        Instant now = circle.clock().instant();
        ledger.enter(List.of(new Row(Row.Kind.ACCESS, Secret.of("t"), "lease", now.plus(Duration.ofHours(1)), now, 0)));
    }
}
