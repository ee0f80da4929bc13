package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.TokenState;
import io.github.circleauth.http.RequestPriority;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refresh; if that can't help, obtain; if Circle can't be reached, keep a valid token; else a typed failure. */
class RenewalPolicyTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    /** The first obtain is the sign-in. */
    private void assertRefreshesAndObtains(long refreshes, long obtains) {
        assertThat(server.refreshes()).as("refreshes").isEqualTo(refreshes);
        assertThat(server.obtains()).as("obtains").isEqualTo(obtains);
    }

    @Test
    void aFreshTokenIsServedWithoutARequestToCircle() {
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);
        server.pass(Duration.ofMinutes(44));

        CompletableFuture<MemberTokens> tokens = server.node.tokens(lease);

        assertThat(tokens).isCompletedWithValue(first);
        assertThat(server.node.member(lease).expiresAt())
                .contains(first.accessToken().expiresAt());
        assertThat(lease.renewals()).isZero();
        assertThat(server.workers.queued()).isZero();
        assertThat(server.tokenRequests()).isEqualTo(1);
    }

    @Test
    void aStaleTokenIsServedAtOnceAndRenewedOnceInTheBackground() {
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);
        server.pass(UNTIL_STALE);
        assertThat(server.node.state(lease)).isEqualTo(TokenState.STALE);

        for (int i = 0; i < 10; i++) {
            assertThat(server.node.tokens(lease)).isCompletedWithValue(first);
        }
        assertThat(server.workers.queued()).isEqualTo(1);
        server.workers.runAll();

        assertThat(server.node.state(lease)).isEqualTo(TokenState.FRESH);
        assertThat(server.node.current(lease).accessToken()).isNotEqualTo(first.accessToken());
        assertThat(lease.renewals()).isEqualTo(1);
        assertRefreshesAndObtains(1, 1);
    }

    @Test
    void anExpiredTokenIsNotServedAndCallersGetTheRefreshedOne() {
        Lease lease = server.signedIn(ADA);
        server.pass(UNTIL_EXPIRED);

        CompletableFuture<MemberTokens> tokens = server.node.tokens(lease);
        assertThat(tokens).isNotDone();
        server.workers.runAll();

        assertThat(server.isAlive(tokens.join())).isTrue();
        assertRefreshesAndObtains(1, 1);
    }

    @Test
    void aSignInHasTheHighestPriorityAndABackgroundRenewalALowerOneThanAnAwaitedRenewal() {
        Lease lease = server.signedIn(ADA);
        server.pass(UNTIL_STALE);
        server.served(lease);
        server.pass(UNTIL_EXPIRED);
        server.served(lease);

        assertThat(server.node.priorities)
                .containsExactly(RequestPriority.SIGN_IN, RequestPriority.BACKGROUND, RequestPriority.AWAITED);
    }

    @Test
    void anUnusedTokenOfARefreshIsRevokedAtTheEndToo() {
        Lease lease = server.signedIn(ADA);
        server.pass(UNTIL_STALE);
        server.circle.accessTokenLife(Duration.ofMinutes(1));
        server.served(lease);
        assertThat(server.refreshes())
                .as("for a token that expires before the held one")
                .isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(2);

        server.end(lease);
        server.workers.runAll();

        assertThat(server.alive()).isEmpty();
    }

    @Test
    void aReplacedRefreshTokenIsRevokedAtOnce() {
        server.circle.switches().set("refresh-tokens", "exclusive");
        server.circle.switches().set("early-refresh", "refused");
        Lease lease = server.signedIn(ADA);
        String replaced = OneServer.refreshToken(lease);
        server.pass(UNTIL_STALE);

        server.served(lease);

        assertThat(server.circle.audit().token(replaced).orElseThrow().revokedAt())
                .isNotNull();
    }

    @Test
    @Tag("C7")
    void ifCircleNoLongerKnowsTheRefreshTokenNewTokensAreObtained() {
        Lease lease = server.signedIn(ADA);
        server.revokeRefreshToken(lease);
        server.pass(UNTIL_EXPIRED);

        assertThat(server.isAlive(server.served(lease).join())).isTrue();
        assertRefreshesAndObtains(1, 2);
    }

    @Test
    @Tag("C7")
    void ifCircleCallsTheRefreshTokenExpiredNewTokensAreObtained() {
        Lease lease = server.signedIn(ADA);
        server.circle.faults().next("access_token/refresh", Fault.refusal(Refusal.REFRESH_TOKEN_EXPIRED));
        server.pass(UNTIL_EXPIRED);

        assertThat(server.served(lease)).isCompleted();
        assertThat(server.obtains()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "401 {\"message\":\"Something new.\"}",
                "401 {\"message\":\"Your account could not be authenticated.\"}",
                "404 {\"error\":\"nope\"}",
                "404 <html>",
                "422 {\"message\":\"Something new.\"}",
                "400 {\"message\":\"Something new.\"}",
                "400 <html>",
                "405 <html>",
                "410 "
            })
    void whyeverCircleRefusesToRefreshObtainingDecides(String response) {
        Lease lease = server.signedIn(ADA);
        int status = Integer.parseInt(response.substring(0, 3));
        server.circle
                .faults()
                .next(
                        "access_token/refresh",
                        new Fault.Status(status, response.substring(4), Map.of("content-type", "application/json")));
        server.pass(UNTIL_EXPIRED);

        assertThat(server.served(lease)).isCompleted();
        assertRefreshesAndObtains(1, 2);
    }

    @Test
    @Tag("I11")
    void aRefreshTokenPastItsExpiryIsNotTried() {
        Lease lease = server.signedIn(ADA);
        server.pass(Duration.ofDays(31));

        assertThat(server.served(lease)).isCompleted();
        assertRefreshesAndObtains(0, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same", "refused"})
    void afterAnEarlyRefreshWithoutANewerTokenTokensAreObtainedAndForAnHourNoneIsTried(String earlyRefresh) {
        server.circle.switches().set("early-refresh", earlyRefresh);
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);

        server.pass(UNTIL_STALE);
        assertThat(server.served(lease)).as("while the first is valid").isCompletedWithValue(first);
        assertThat(server.node.current(lease).accessToken()).isNotEqualTo(first.accessToken());
        assertRefreshesAndObtains(1, 2);

        server.pass(UNTIL_STALE);
        server.served(lease);
        assertThat(server.refreshes()).as("within the hour").isEqualTo(1);
        assertThat(server.obtains()).isEqualTo(3);

        server.pass(UNTIL_STALE);
        server.served(lease);
        assertThat(server.refreshes()).as("after the hour").isEqualTo(2);
        assertThat(server.node.whyAbsent(lease)).isEmpty();
    }

    @Test
    @Tag("C6")
    void whileCircleIsUnavailableATokenIsKeptUntilItsExpiryAndThenTheFailureIsTyped() {
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);
        server.fails(Fault.status(503));

        server.pass(UNTIL_STALE);
        assertThat(server.served(lease)).isCompletedWithValue(first);
        assertThat(server.refreshes()).as("it was tried").isEqualTo(1);
        server.pass(Duration.ofSeconds(80));
        assertThat(server.served(lease)).isCompletedWithValue(first);
        assertThat(server.node.whyAbsent(lease)).isEmpty();

        server.pass(Duration.ofSeconds(60));
        CompletableFuture<MemberTokens> expired = server.served(lease);
        assertThatThrownBy(expired::join).hasCauseInstanceOf(CircleUnavailableException.class);
        assertThat(server.node.whyAbsent(lease)).contains(Absence.UNAVAILABLE);

        server.circle.faults().clear();
        server.pass(Duration.ofSeconds(60));
        server.served(lease); // The circuit breaker is half-open: this is the probe, for which no caller waits.
        assertThat(server.served(lease)).isCompleted();
    }

    @Test
    void anUnreadableResponseKeepsTheTokenToo() {
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);
        server.fails(Fault.html(200));
        server.pass(UNTIL_STALE);

        server.served(lease);

        assertThat(server.node.current(lease)).isEqualTo(first);
    }

    @Test
    void aRejectedTokenIsNeverServedAgainAndOneRenewalServesAllCallers() {
        Lease lease = server.signedIn(ADA);
        MemberTokens first = server.node.current(lease);

        for (int i = 0; i < 3; i++) {
            server.node.reject(lease, first.accessToken());
            assertThat(server.node.tokens(lease)).isNotDone();
        }
        server.workers.runAll();
        server.node.reject(lease, first.accessToken());

        assertThat(server.node.current(lease)).isNotNull().isNotEqualTo(first);
        assertThat(server.refreshes()).isEqualTo(1);
    }
}
