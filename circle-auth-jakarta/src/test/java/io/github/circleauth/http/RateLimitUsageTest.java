package io.github.circleauth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The use of the rate limit, by kinds of requests. */
class RateLimitUsageTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = new RateLimiter(100, WINDOW, 80, ticker);

    @Test
    void requestsAreCountedByTheirUserWithinTheWindow() {
        limiter.acquire(RequestPriority.SIGN_IN);
        ticker.move(Duration.ofMinutes(1));
        limiter.acquire(RequestPriority.AWAITED);
        limiter.acquire(RequestPriority.BACKGROUND);
        limiter.acquire(RequestPriority.REVOCATION);
        limiter.acquireForMemberApi();
        limiter.acquireForPage(1001);

        assertThat(limiter.usage()).isEqualTo(new RateLimitUsage(100, WINDOW, 1, 2, 1, 2, Duration.ZERO));
        assertThat(limiter.usage().total()).isEqualTo(6);
        ticker.move(Duration.ofMinutes(4));
        assertThat(limiter.usage()).isEqualTo(new RateLimitUsage(100, WINDOW, 0, 2, 1, 2, Duration.ZERO));
    }

    @Test
    void aRequestThatGotNoPermitUsedNothing() {
        RateLimiter one = new RateLimiter(1, WINDOW, 80, ticker);
        one.acquire(RequestPriority.SIGN_IN);

        assertThat(one.acquire(RequestPriority.SIGN_IN)).isNotNull();

        assertThat(one.usage().total()).isEqualTo(1);
    }

    @Test
    void aPauseIsShownWhileItLasts() {
        limiter.pause(Duration.ofSeconds(30));
        ticker.move(Duration.ofSeconds(10));
        assertThat(limiter.usage().pause()).isEqualTo(Duration.ofSeconds(20));

        ticker.move(Duration.ofSeconds(20));
        assertThat(limiter.usage().pause()).isZero();
    }
}
