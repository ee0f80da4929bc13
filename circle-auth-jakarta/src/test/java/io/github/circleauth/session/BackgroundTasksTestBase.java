package io.github.circleauth.session;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** The threads of a deployment whose ledger is in memory, and its stop. */
abstract class BackgroundTasksTestBase {

    static final String APPLICATION = "/background-tasks-test";

    final Circle circle = Circle.builder()
            .clock(() -> Instant.parse("2026-01-01T00:00:00Z"))
            .seed(1)
            .build();

    final MemoryLedger ledger = new MemoryLedger();
    final Threads threads = new Threads(APPLICATION, BackgroundTasksTest.class.getClassLoader());
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();
    final CountDownLatch clientClosed = new CountDownLatch(1);

    final Hooks counting = new Hooks() {
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

    final CircleHttp client = InProcessCircle.client(
            circle, () -> circle.clock().offset().toNanos(), circle.clock(), counting, tokens -> {});

    final Revoker revoker = revokerOf(ledger);
    final BackgroundTasks tasks = tasks(ledger, revoker);

    BackgroundTasks tasks(Ledger ofLeases, Revoker ofRows) {
        return tasks(new OneServer().leases, ofLeases, ofRows);
    }

    BackgroundTasks tasks(Leases leases, Ledger ofLeases, Revoker ofRows) {
        return new BackgroundTasks(threads, leases, ofLeases, ofRows, client, circle.clock());
    }

    Revoker revokerOf(Ledger rows) {
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

    void stop(Duration atMost) {
        tasks.stop(atMost);
    }

    /** Enters a member's tokens, due at once or in an hour. */
    void enter(long member, boolean due) {
        MemberTokens tokens =
                client.tokenEndpoint(RequestPriority.AWAITED).getMemberAPITokenFromCommunityMemberId(member);
        Instant revokeAt = circle.clock().instant().plus(due ? Duration.ZERO : Duration.ofHours(1));
        String lease = "lease-" + member;
        Secret access = tokens.accessToken().value();
        ledger.enter(List.of(
                new Row(Row.Kind.ACCESS, access, lease, tokens.accessToken().expiresAt(), revokeAt, 0),
                new Row(Row.Kind.REFRESH, tokens.refreshToken(), lease, tokens.refreshTokenExpiresAt(), revokeAt, 0)));
    }

    static Logged stopped(BackgroundTasks tasks) {
        try (Logged log = Logged.by(BackgroundTasks.class)) {
            tasks.stop(Duration.ofSeconds(30));
            return log;
        }
    }
}
