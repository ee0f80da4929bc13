package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.circleauth.AbsenceDetail;
import io.github.circleauth.AbsenceDetail.Cause;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why a lease has no token: each cause is told from the others. */
class AbsencesTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    private Optional<AbsenceDetail> detail(Lease lease) {
        return server.node.member(lease).absenceDetail();
    }

    private AbsenceDetail afterFailing(Lease lease) {
        server.served(lease);
        AbsenceDetail detail = detail(lease).orElseThrow();
        assertThat(server.node.whyAbsent(lease)).contains(detail.absence());
        return detail;
    }

    @Test
    void aValidTokenNeedsNoReasonEvenAfterAFailedRenewal() {
        Lease lease = server.signedIn(ADA);
        assertThat(detail(lease)).isEmpty();

        server.pass(OneServer.UNTIL_STALE);
        server.fails(Fault.status(503));
        server.served(lease);
        assertThat(lease.failure()).isNotNull();

        assertThat(detail(lease)).isEmpty();
    }

    @Test
    void whileTheFirstRenewalIsUnderWayNoReasonIsKnown() {
        Lease lease = server.open(ADA);
        server.node.renewIfDue(lease);

        assertThat(detail(lease)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "MEMBER_NOT_FOUND, NOT_A_MEMBER",
        "APP_TOKEN, APP_TOKEN",
        "NOT_ELIGIBLE, PLAN",
        "TOKEN_NOT_CREATED, REFUSED"
    })
    void aRefusalHasItsCauseWithCirclesResponseAndTheTimeOfTheNextAttempt(Refusal refusal, Cause cause) {
        server.fails(Fault.refusal(refusal));
        Lease lease = server.open(ADA);

        AbsenceDetail detail = afterFailing(lease);

        assertThat(detail.cause()).isEqualTo(cause);
        assertThat(detail.failure().orElseThrow())
                .isInstanceOf(CircleRefusedException.class)
                .satisfies(failure -> assertThat(failure.status()).isPresent());
        assertThat(detail.retryAt().orElseThrow())
                .isAfter(server.circle.clock().instant())
                .isEqualTo(server.circle
                        .clock()
                        .instant()
                        .plusNanos(lease.failure().retryAt() - server.nanos()));
    }

    @Test
    void aUserWithoutAnIdentityIsToldFromOneWhomCircleDoesNotKnow() {
        Lease lease = server.leases.open(() -> "linus", Optional.empty(), TIMEOUT_SECONDS, server.leases.nanos());

        assertThat(afterFailing(lease).cause()).isEqualTo(Cause.NO_IDENTITY);
        assertThat(server.obtains()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"503, CIRCLE_UNAVAILABLE", "429, CIRCLE_UNAVAILABLE", "200, UNUSABLE_RESPONSE"})
    void aResponseOfCirclesThatIsNoRefusalHasItsCause(int status, Cause cause) {
        server.fails(new Fault.Status(status, "", Map.of()));

        AbsenceDetail detail = afterFailing(server.open(ADA));

        assertThat(detail.cause()).isEqualTo(cause);
        assertThat(detail.failure()).isPresent();
    }

    @Test
    void aPauseAfterA429IsToldFromCirclesOwnResponse() {
        server.fails(new Fault.Status(429, "", Map.of("retry-after", "600")));
        server.served(server.open(ADA));

        assertThat(afterFailing(server.open(GRACE)).cause()).isEqualTo(Cause.RATE_LIMIT);
    }

    @Test
    void whileTheCircuitBreakerIsOpenALeaseWithoutAFailureOfItsOwnHasThatCause() {
        openCircuitBreaker();
        Lease lease = server.open(GRACE);
        server.node.renewIfDue(lease);

        AbsenceDetail detail = detail(lease).orElseThrow();

        assertThat(detail.cause()).isEqualTo(Cause.CIRCUIT_BREAKER_OPEN);
        assertThat(detail.failure()).isEmpty();
        assertThat(detail.retryAt())
                .contains(server.circle.clock().instant().plus(server.node.circuitBreaker.untilHalfOpen()));
        assertThat(server.node.whyAbsent(lease)).contains(detail.absence());
    }

    private void openCircuitBreaker() {
        while (!server.node.circuitBreaker.isOpen()) {
            server.node.circuitBreaker.recordTimeout();
        }
    }

    @Test
    void theOwnObtainLimitIsToldFromCirclesUnavailability() {
        for (int obtains = 0; obtains < 60; obtains++) {
            server.end(server.signedIn(ADA));
        }

        assertThat(afterFailing(server.open(ADA)).cause()).isEqualTo(Cause.OBTAIN_LIMIT);
    }

    @Test
    void aTokenThatExpiredInAnOutageHasTheLastFailuresCause() {
        Lease lease = server.signedIn(ADA);
        server.pass(UNTIL_EXPIRED);
        server.fails(Fault.status(503));

        assertThat(afterFailing(lease).cause()).isEqualTo(Cause.CIRCLE_UNAVAILABLE);
    }

    @Test
    void anEndedLeaseHasEnded() {
        Lease lease = server.signedIn(ADA);
        server.end(lease);

        assertThat(detail(lease)).contains(AbsenceDetail.of(Cause.ENDED));
    }

    @ParameterizedTest
    @CsvSource({"ANONYMOUS", "NO_SESSION", "ENDED", "SESSIONLESS_LIMIT"})
    void aRequestWithoutALeaseHasItsCauseAndItsExceptionSaysTheSame(Cause cause) {
        LeaseMember member = new LeaseMember(server.leases, Duration.ZERO, null, cause, 0);

        assertThat(member.absenceDetail()).contains(AbsenceDetail.of(cause));
        assertThat(member.whyAbsent()).contains(cause.absence());
        assertThat(catchThrowable(member::accessToken)).hasMessageStartingWith(cause.explanation());
    }
}
