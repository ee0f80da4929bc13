package io.github.circleauth.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.CircleAuthClient;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Secret;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.MemoryLedger;
import io.github.circleauth.ledger.Row;
import io.github.circleauth.sandbox.Gate;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The stop of a deployment. */
class BackgroundTasksTest extends BackgroundTasksTestBase {

    @Test
    @Tag("R2")
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

    private static List<String> threadNames() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("circle-auth") && name.contains(APPLICATION))
                .toList();
    }

    private void enter1001AfterTheEnd(Ledger rows) {
        Instant now = circle.clock().instant();
        rows.enter(List.of(new Row(Row.Kind.ACCESS, Secret.of("t"), "lease", now.plus(Duration.ofHours(1)), now, 0)));
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
