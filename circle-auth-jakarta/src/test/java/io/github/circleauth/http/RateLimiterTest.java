package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private static final List<RequestPriority> PRIORITIES = List.of(RequestPriority.values());

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = new RateLimiter(100, WINDOW, 80, ticker);

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
    @Tag("L17")
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

        assertThat(refused(RequestPriority.SIGN_IN)).isEqualTo(WINDOW.minusSeconds(10));
        ticker.move(WINDOW.minusSeconds(10).minusNanos(1));
        assertThat(refused(RequestPriority.SIGN_IN)).isEqualTo(Duration.ofNanos(1));
        ticker.move(Duration.ofNanos(1));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(1);
    }

    @Test
    void theWaitDependsOnThePriority() {
        take(10, RequestPriority.SIGN_IN);
        ticker.move(Duration.ofSeconds(10));
        take(90, RequestPriority.SIGN_IN);

        assertThat(refused(RequestPriority.SIGN_IN)).isEqualTo(WINDOW.minusSeconds(10));
        assertThat(refused(RequestPriority.BACKGROUND)).isEqualTo(WINDOW);
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
        assertThat(refused(RequestPriority.SIGN_IN)).isEqualTo(Duration.ofSeconds(60));
        ticker.move(Duration.ofSeconds(20));
        limiter.pause(Duration.ofSeconds(5));

        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(refused(priority)).isEqualTo(Duration.ofSeconds(40));
        }
        ticker.move(Duration.ofSeconds(40));
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(100);
    }

    @Test
    void aLimitOfOneIsOpenToEveryPriority() {
        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(new RateLimiter(1, WINDOW, 80, ticker).acquire(priority)).isNull();
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
        RateLimiter some = new RateLimiter(limit, Duration.ofNanos(1000), 1 + random.nextInt(99), ticker);
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            ticker.move(Duration.ofNanos(random.nextInt(3) == 0 ? random.nextInt(400) : random.nextInt(3)));
            Supplier<RateLimiter.@Nullable Refusal> acquire = anyKind(some, random);
            RateLimiter.Refusal refusal = acquire.get();
            if (refusal == null) {
                all.add(ticker.nanos());
            } else if (random.nextBoolean()) {
                // The wait is exact: a nanosecond earlier there is no permit, then there is one. For the Member API it
                // may be
                // too long, since it gives way to a refused revocation for a certain time.
                ticker.move(refusal.retryAfter().minusNanos(1));
                RateLimiter.Refusal earlier = acquire.get();
                if (earlier != null) {
                    assertThat(earlier.retryAfter()).as(name).isEqualTo(Duration.ofNanos(1));
                    ticker.move(Duration.ofNanos(1));
                    assertThat(acquire.get()).as(name).isNull();
                } else {
                    assertThat(refusal.cause()).as(name).contains("Member API's share");
                }
                all.add(ticker.nanos());
            }
        }
        for (int i = limit; i < all.size(); i++) {
            assertThat(all.get(i) - all.get(i - limit)).as(name).isGreaterThanOrEqualTo(1000);
        }
    }

    private static Supplier<RateLimiter.@Nullable Refusal> anyKind(RateLimiter some, Random random) {
        int kind = random.nextInt(PRIORITIES.size() + 4);
        if (kind < PRIORITIES.size()) {
            return () -> some.acquire(PRIORITIES.get(kind));
        }
        return kind == PRIORITIES.size() ? some::acquireForMemberApi : () -> some.acquireForPage(kind);
    }

    private void take(int permits, RequestPriority priority) {
        for (int i = 0; i < permits; i++) {
            assertThat(limiter.acquire(priority)).isNull();
        }
    }

    private int permits(RequestPriority priority) {
        int permits = 0;
        while (limiter.acquire(priority) == null) {
            permits++;
        }
        return permits;
    }

    private Duration refused(RequestPriority priority) {
        return requireNonNull(limiter.acquire(priority)).retryAfter();
    }

    @Test
    void theReserveOfASmallLimitIsNoWholeRequestSoThatRenewalsFindTheRest() {
        RateLimiter small = new RateLimiter(5, WINDOW, 80, ticker);
        while (small.acquireForMemberApi() == null) {
            ticker.move(Duration.ofNanos(1));
        }

        assertThat(small.acquire(RequestPriority.AWAITED)).isNull();
    }
}
