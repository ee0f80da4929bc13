package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pause of all requests after a 429, and its probes. */
class PauseTest {

    private static final Duration PAUSE = Duration.ofMinutes(15);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = new RateLimiter(100, Duration.ofMinutes(5), 80, ticker);

    private Duration wait(RequestPriority priority) {
        return requireNonNull(limiter.acquire(priority)).retryAfter();
    }

    @Test
    void whilePausedRequestsOfTheMemberApiAreRefusedUntilItsEnd() {
        limiter.pause(PAUSE);
        ticker.move(MINUTE.multipliedBy(2));

        for (RateLimiter.Refusal refusal :
                List.of(requireNonNull(limiter.acquireForMemberApi()), requireNonNull(limiter.acquireForPage(1001)))) {
            assertThat(refusal.retryAfter()).isEqualTo(PAUSE.minusMinutes(2));
            assertThat(refusal.cause()).contains("429");
        }
        ticker.move(PAUSE.minusMinutes(2));
        assertThat(limiter.acquireForMemberApi()).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGN_IN", "AWAITED"})
    void aTokenRequestThatSomebodyWaitsForMayProbeOnceAMinute(RequestPriority priority) {
        limiter.pause(PAUSE);
        assertThat(wait(priority)).isEqualTo(MINUTE);
        ticker.move(MINUTE.minus(INSTANT));
        assertThat(wait(priority)).isEqualTo(INSTANT);
        ticker.move(INSTANT);

        assertThat(limiter.acquire(priority)).as("the probe").isNull();

        assertThat(wait(priority)).as("a second one").isEqualTo(MINUTE);
        assertThat(limiter.acquireForMemberApi()).isNotNull();
        ticker.move(MINUTE);
        assertThat(limiter.acquire(priority)).as("the next probe").isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKGROUND", "REVOCATION"})
    void aTokenRequestThatNobodyWaitsForIsNoProbeAndAskedToTryAgainWithinAMinute(RequestPriority priority) {
        limiter.pause(PAUSE);
        ticker.move(MINUTE.multipliedBy(3));

        assertThat(wait(priority)).isEqualTo(MINUTE);
        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isNull();
    }

    @Test
    void aResponseToTheProbeEndsThePauseForAll() {
        limiter.pause(PAUSE);
        ticker.move(MINUTE);
        assertThat(limiter.acquire(RequestPriority.AWAITED)).isNull();
        long sentAt = ticker.nanos();
        ticker.move(Duration.ofSeconds(1));

        limiter.responded(sentAt);

        assertThat(limiter.acquireForMemberApi()).isNull();
        assertThat(limiter.acquire(RequestPriority.REVOCATION)).isNull();
        assertThat(limiter.acquire(RequestPriority.BACKGROUND)).isNull();
    }

    @Test
    void aResponseToARequestSentBeforeThe429EndsNothing() {
        long sentAt = ticker.nanos();
        ticker.move(Duration.ofSeconds(1));
        limiter.pause(PAUSE);
        limiter.responded(sentAt);

        assertThat(limiter.acquireForMemberApi()).isNotNull();
    }

    @Test
    void a429ToTheProbeLetsTheNextOneGoAMinuteLaterAndCannotShortenThePause() {
        limiter.pause(PAUSE);
        ticker.move(MINUTE);
        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isNull();
        ticker.move(Duration.ofSeconds(1));

        limiter.pause(Duration.ofSeconds(2));

        assertThat(wait(RequestPriority.SIGN_IN)).isEqualTo(MINUTE);
        assertThat(requireNonNull(limiter.acquireForMemberApi()).retryAfter())
                .isEqualTo(PAUSE.minus(MINUTE).minusSeconds(1));
    }

    @Test
    void aProbeNeedsAPermitOfTheRateLimitToo() {
        for (int i = 0; i < 100; i++) {
            limiter.acquire(RequestPriority.SIGN_IN);
        }
        limiter.pause(PAUSE);
        ticker.move(MINUTE);

        assertThat(requireNonNull(limiter.acquire(RequestPriority.SIGN_IN)).cause())
                .contains("rate limit");
        ticker.move(MINUTE.multipliedBy(4));
        assertThat(limiter.acquire(RequestPriority.SIGN_IN)).isNull();
    }

    @Test
    void eachPauseIsLoggedOnceWithItsLength() {
        try (Logged log = Logged.by(RateLimiter.class)) {
            limiter.pause(MINUTE);
            limiter.pause(PAUSE);
            assertThat(log.warnings()).singleElement().asString().contains("CIRCLE-0100", "429", "PT1M");

            ticker.move(PAUSE);
            limiter.pause(MINUTE);
            assertThat(log.warnings()).hasSize(2);
            assertThat(log.warnings().get(1)).endsWith(" Since the last such line, 1 more were left out.");
        }
    }

    @Test
    void pausesOfASecondEachDoNotFloodTheLog() {
        try (Logged log = Logged.by(RateLimiter.class)) {
            for (int second = 0; second < 600; second++) {
                limiter.pause(Duration.ofSeconds(1));
                ticker.move(Duration.ofSeconds(1));
            }
            assertThat(log.warnings()).hasSize(5 + 9);
            assertThat(log.warnings().get(13)).endsWith(" Since the last such line, 59 more were left out.");
        }
    }

    @Test
    void aUsedUpShareIsLoggedOnceInAWindow() {
        try (Logged log = Logged.by(RateLimiter.class)) {
            for (int i = 0; i < 200; i++) {
                limiter.acquireForMemberApi();
            }
            assertThat(log.warnings()).singleElement().asString().contains("CIRCLE-0101", "member-api-share");

            ticker.move(Duration.ofMinutes(5));
            for (int i = 0; i < 200; i++) {
                limiter.acquireForMemberApi();
            }
            assertThat(log.warnings())
                    .hasSize(2)
                    .last()
                    .asString()
                    .matches(".* Since the last such line, \\d+ more were left out\\.");
        }
    }
}
