package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private static final List<RequestPriority> PRIORITIES = List.of(RequestPriority.values());

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = new RateLimiter(100, WINDOW, ticker);

    @Test
    void aSignInMayUseTheWholeLimit() {
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(100);
    }

    @Test
    void awaitedRequestsLeaveATwentieth() {
        assertThat(permits(RequestPriority.AWAITED)).isEqualTo(95);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(5);
    }

    @Test
    void backgroundRequestsLeaveATenth() {
        assertThat(permits(RequestPriority.BACKGROUND)).isEqualTo(90);
        assertThat(permits(RequestPriority.AWAITED)).isEqualTo(5);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(5);
    }

    @Test
    void revocationsMayUseHalfOfAnUnusedLimit() {
        assertThat(permits(RequestPriority.REVOCATION)).isEqualTo(50);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(50);
    }

    @Test
    void revocationsMayUseAQuarterOfALimitInUse() {
        take(60, RequestPriority.AWAITED);

        assertThat(permits(RequestPriority.REVOCATION)).isEqualTo(25);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(15);
    }

    @Test
    void revocationsOverTheirQuarterGetNoPermitOnceHalfIsUsed() {
        take(30, RequestPriority.REVOCATION);
        take(20, RequestPriority.AWAITED);

        assertThat(permits(RequestPriority.REVOCATION)).isZero();
    }

    @Test
    void revocationsLeaveATenth() {
        take(90, RequestPriority.SIGN_IN);

        assertThat(permits(RequestPriority.REVOCATION)).isZero();
    }

    @Test
    void aPermitIsFreeAgainWhenItsRequestLeavesTheWindow() {
        take(1, RequestPriority.SIGN_IN);
        ticker.move(Duration.ofSeconds(10));
        take(99, RequestPriority.SIGN_IN);

        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isEqualTo(WINDOW.minusSeconds(10));
        ticker.move(WINDOW.minusSeconds(10).minusNanos(1));
        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isEqualTo(Duration.ofNanos(1));
        ticker.move(Duration.ofNanos(1));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(1);
    }

    @Test
    void theWaitDependsOnThePriority() {
        take(10, RequestPriority.SIGN_IN);
        ticker.move(Duration.ofSeconds(10));
        take(90, RequestPriority.SIGN_IN);

        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isEqualTo(WINDOW.minusSeconds(10));
        assertThat(limiter.acquire(RequestPriority.BACKGROUND)).isEqualTo(WINDOW);
    }

    @Test
    void aRejectedRequestDoesNotCount() {
        take(100, RequestPriority.SIGN_IN);
        permits(RequestPriority.SIGN_IN);
        ticker.move(WINDOW);

        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(100);
    }

    @Test
    void whilePausedNoPriorityGetsAPermit() {
        limiter.pause(Duration.ofSeconds(60));
        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isEqualTo(Duration.ofSeconds(60));
        ticker.move(Duration.ofSeconds(20));
        limiter.pause(Duration.ofSeconds(5));

        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(limiter.acquire(priority)).isEqualTo(Duration.ofSeconds(40));
        }
        ticker.move(Duration.ofSeconds(40));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(100);
    }

    @Test
    void aLimitOfOneIsOpenToEveryPriority() {
        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(new RateLimiter(1, WINDOW, ticker).acquire(priority)).isZero();
        }
    }

    @Test
    void noWindowEverHasMoreRequestsThanTheLimit() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            int limit = 1 + random.nextInt(40);
            checkAllWindows(random, limit, "seed " + seed + ", limit " + limit);
        }
    }

    private void checkAllWindows(Random random, int limit, String name) {
        RateLimiter some = new RateLimiter(limit, Duration.ofNanos(1000), ticker);
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ticker.move(Duration.ofNanos(random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(3)));
            RequestPriority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
            Duration wait = some.acquire(priority);
            if (wait.isZero()) {
                all.add(ticker.nanos());
            } else if (random.nextBoolean()) {
                // The wait is exact: a nanosecond earlier there is no permit, then there is one.
                ticker.move(wait.minusNanos(1));
                assertThat(some.acquire(priority)).as(name).isEqualTo(Duration.ofNanos(1));
                ticker.move(Duration.ofNanos(1));
                assertThat(some.acquire(priority)).as(name).isZero();
                all.add(ticker.nanos());
            }
        }
        for (int i = limit; i < all.size(); i++) {
            assertThat(all.get(i) - all.get(i - limit)).as(name).isGreaterThanOrEqualTo(1000);
        }
    }

    private void take(int permits, RequestPriority priority) {
        for (int i = 0; i < permits; i++) {
            assertThat(limiter.acquire(priority)).isZero();
        }
    }

    private int permits(RequestPriority priority) {
        int permits = 0;
        while (limiter.acquire(priority).isZero()) {
            permits++;
        }
        return permits;
    }

    @Test
    void memberApiRequestsCountAndAreNeverRejected() {
        for (int i = 0; i < 100; i++) {
            limiter.count();
        }

        assertThat(permits(RequestPriority.SIGN_IN)).isZero();
        ticker.move(WINDOW);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(100);
    }

    @Test
    void aCountedRequestOverTheLimitReplacesTheOldest() {
        take(40, RequestPriority.REVOCATION);
        ticker.move(Duration.ofMinutes(1));
        take(60, RequestPriority.SIGN_IN);
        ticker.move(Duration.ofMinutes(1));
        for (int i = 0; i < 10; i++) {
            limiter.count();
        }

        assertThat(permits(RequestPriority.SIGN_IN)).isZero();
        ticker.move(Duration.ofMinutes(3));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(30);
        ticker.move(Duration.ofMinutes(1));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(60);
        ticker.move(Duration.ofMinutes(1));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(10);
    }
}
