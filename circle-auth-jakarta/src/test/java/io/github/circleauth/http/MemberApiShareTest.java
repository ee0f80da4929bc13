package io.github.circleauth.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The share of the Member API in the rate limit, and the part of one member's pages. */
class MemberApiShareTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final long ADA = 1001;
    private static final long GRACE = 1002;

    private final ManualTicker ticker = new ManualTicker();
    private final RateLimiter limiter = limiter(100);

    private RateLimiter limiter(int limit) {
        return new RateLimiter(limit, WINDOW, 80, ticker);
    }

    private static int permits(Supplier<RateLimiter.@Nullable Refusal> acquire) {
        int permits = 0;
        while (acquire.get() == null) {
            permits++;
        }
        return permits;
    }

    private int permits(RequestPriority priority) {
        return permits(() -> limiter.acquire(priority));
    }

    private void take(int count, RequestPriority priority) {
        for (int i = 0; i < count; i++) {
            assertThat(limiter.acquire(priority)).isNull();
        }
    }

    @Test
    void requestsOfTheMemberApiMayUseTheirShareAndTokensFindTheRest() {
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(80);
        assertThat(permits(RequestPriority.BACKGROUND)).isEqualTo(10);
        assertThat(permits(RequestPriority.AWAITED)).isEqualTo(5);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(5);
    }

    @Test
    void aFewSignInsDoNotReduceTheShare() {
        take(10, RequestPriority.SIGN_IN);

        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(80);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(10);
    }

    @Test
    void manySignInsReduceTheShareSoThatTheNextOneAlwaysFindsAPermit() {
        take(60, RequestPriority.SIGN_IN);

        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(30);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(10);
    }

    @Test
    void revocationsFindAQuarterOfTheRestWhateverTheMemberApiUses() {
        permits(limiter::acquireForMemberApi);

        assertThat(permits(RequestPriority.REVOCATION)).isEqualTo(5);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(15);
    }

    @Test
    void signInsBeyondTheirPartOfTheRestMakeTheMemberApiGiveWayToRevocations() {
        permits(limiter::acquireForMemberApi);
        ticker.move(Duration.ofMinutes(1));
        take(18, RequestPriority.SIGN_IN);
        assertThat(permits(RequestPriority.REVOCATION)).as("at first").isZero();

        ticker.move(Duration.ofMinutes(4));
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(52);

        assertThat(permits(RequestPriority.REVOCATION)).as("a window later").isEqualTo(25);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(5);
    }

    @Test
    void forAWindowAfterARefusedRevocationTheMemberApiLeavesAQuarterForRevocations() {
        permits(limiter::acquireForMemberApi);
        permits(RequestPriority.REVOCATION);
        ticker.move(WINDOW.minusNanos(1));
        assertThat(limiter.acquire(RequestPriority.REVOCATION)).isNotNull();
        ticker.move(Duration.ofNanos(1));

        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(60);
        ticker.move(WINDOW);
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(80);
    }

    @Test
    void revocationsDoNotTakeWhatIsKeptForSignIns() {
        assertThat(permits(RequestPriority.REVOCATION)).isEqualTo(50);
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(35);
        assertThat(permits(RequestPriority.SIGN_IN)).isEqualTo(15);
    }

    @Test
    void connectionsToTheRealTimeChannelMayUseHalfOfTheShare() {
        int member = 1;
        while (limiter.acquireForHandshake(member) == null) {
            member++;
        }
        assertThat(member - 1).isEqualTo(40);
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(40);

        ticker.move(WINDOW);
        permits(limiter::acquireForMemberApi);
        assertThat(limiter.acquireForHandshake(ADA)).isNotNull();
    }

    @Test
    void thePagesOfOneMemberMayUseAQuarterOfTheShare() {
        assertThat(permits(() -> limiter.acquireForPage(ADA))).isEqualTo(20);
        assertThat(permits(() -> limiter.acquireForPage(GRACE))).isEqualTo(20);
        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(40);
        assertThat(permits(() -> limiter.acquireForPage(1003))).isZero();
    }

    @Test
    void theRefusalOfOneMemberHasTheWaitUntilThatMembersOldestRequestLeaves() {
        limiter.acquireForPage(GRACE);
        ticker.move(Duration.ofSeconds(7));
        permits(() -> limiter.acquireForPage(ADA));
        ticker.move(Duration.ofSeconds(10));

        RateLimiter.Refusal refusal = requireNonNull(limiter.acquireForPage(ADA));

        assertThat(refusal.retryAfter()).isEqualTo(WINDOW.minusSeconds(10));
        assertThat(refusal.cause()).contains("one member's quarter");
        ticker.move(refusal.retryAfter().minusNanos(1));
        assertThat(limiter.acquireForPage(ADA)).isNotNull();
        ticker.move(Duration.ofNanos(1));
        assertThat(permits(() -> limiter.acquireForPage(ADA))).isEqualTo(20);
    }

    @Test
    void theRefusalOfTheShareNamesItsKey() {
        permits(limiter::acquireForMemberApi);

        RateLimiter.Refusal refusal = requireNonNull(limiter.acquireForPage(ADA));

        assertThat(refusal.cause()).contains("circle.auth.member-api-share");
        assertThat(refusal.retryAfter()).isEqualTo(WINDOW);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "2, 1, 1", "4, 3, 1", "5, 4, 1", "10, 8, 2", "24, 19, 4", "1600, 1280, 320"})
    void ofASmallLimitAMemberHasAtLeastOneRequestAndASignInFindsOne(int limit, int share, int quarter) {
        RateLimiter small = limiter(limit);

        assertThat(permits(() -> small.acquireForPage(ADA))).isEqualTo(quarter);
        assertThat(permits(small::acquireForMemberApi)).isEqualTo(share - quarter);
        if (limit > 1) {
            assertThat(small.acquire(RequestPriority.SIGN_IN)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50, 99})
    void theShareIsConfigurable(int percent) {
        RateLimiter some = new RateLimiter(1_000, WINDOW, percent, ticker);

        assertThat(permits(some::acquireForMemberApi)).isEqualTo(10 * percent);
        for (RequestPriority priority : RequestPriority.values()) {
            assertThat(some.acquire(priority)).as("%s", priority).isNull();
        }
    }

    @Test
    void aRefusedRequestDoesNotCount() {
        permits(() -> limiter.acquireForPage(ADA));
        for (int i = 0; i < 1_000; i++) {
            limiter.acquireForPage(ADA);
        }

        assertThat(permits(limiter::acquireForMemberApi)).isEqualTo(60);
    }

    @Test
    void membersWhoseRequestsHaveLeftTheWindowAreForgotten() {
        RequestWindow window = new RequestWindow(100, WINDOW);
        for (long member = 1; member <= 10_000; member++) {
            ticker.move(Duration.ofSeconds(4));
            window.countsAt(ticker.nanos(), member);
            window.add(ticker.nanos(), RequestWindow.Kind.MEMBER_API, member);
        }
        assertThat(window.membersCounted()).isEqualTo(75);

        ticker.move(WINDOW);
        window.countsAt(ticker.nanos(), RequestWindow.NO_PAGE);
        assertThat(window.membersCounted()).isZero();
    }
}
