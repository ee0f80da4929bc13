package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.TIMEOUT_SECONDS;
import static io.github.circleauth.session.OneServer.UNTIL_EXPIRED;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.TokenState;
import io.github.circleauth.event.CircleEvent;
import io.github.circleauth.event.CircleUnavailable;
import io.github.circleauth.event.FailureEvent;
import io.github.circleauth.event.FailureReason;
import io.github.circleauth.event.TokenKept;
import io.github.circleauth.event.TokenKind;
import io.github.circleauth.event.TokenObtained;
import io.github.circleauth.event.TokenRefused;
import io.github.circleauth.event.TokenRevoked;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The events of renewals that failed: one for each, which says whether a token is left. */
class FailureEventsTest extends EventsTestBase {

    @Test
    void aValidTokenIsKeptWhileCircleIsAwayWithTheTimeThatIsLeft() {
        Lease lease = signedIn();
        server.pass(UNTIL_STALE);
        server.fails(Fault.status(503));

        server.served(lease);

        TokenKept kept = (TokenKept) onlyEvent();
        assertThat(kept.reason()).isEqualTo(FailureReason.TRY_LATER);
        assertThat(kept.status()).hasValue(503);
        assertThat(kept.communityMemberId()).isEqualTo(ADAS_ID);
        assertThat(kept.validFor()).isEqualTo(Duration.ofSeconds(90)); // Two minutes, less the expiry margin.
        assertThat(kept.retryAfter()).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void anExpiredTokenIsNotKept() {
        Lease lease = signedIn();
        server.pass(UNTIL_EXPIRED);
        server.circle.switches().set("too-many-requests", "seconds");
        server.fails(Fault.tooManyRequests(Duration.ofSeconds(7)));

        server.served(lease);

        assertThat(server.events())
                .containsExactly(new CircleUnavailable(
                        lease.id(),
                        ADAS_ID,
                        ADAS_IDENTITY,
                        FailureReason.TRY_LATER,
                        OptionalInt.of(429),
                        Duration.ofSeconds(7),
                        Duration.ZERO));
    }

    @Test
    void aMemberWhomCircleNoLongerKnowsIsRefusedAndThenTheTokensAreRevoked() {
        Lease lease = signedIn();
        server.pass(UNTIL_STALE);
        server.circle.faults().always("auth_token", Fault.refusal(Refusal.MEMBER_NOT_FOUND));
        server.circle.faults().always("access_token/refresh", Fault.refusal(Refusal.MEMBER_NOT_FOUND));

        server.served(lease);

        List<CircleEvent> events = server.events();
        assertThat(events.get(0))
                .isEqualTo(new TokenRefused(
                        lease.id(),
                        ADAS_ID,
                        ADAS_IDENTITY,
                        FailureReason.MEMBER_UNKNOWN,
                        OptionalInt.of(404),
                        Duration.ofMinutes(5),
                        Duration.ZERO));
        assertThat(events.subList(1, events.size()))
                .extracting(event -> ((TokenRevoked) event).kind())
                .containsExactly(TokenKind.REFRESH, TokenKind.ACCESS);
        assertThat(lease.isEnded()).isFalse();
    }

    @Test
    void aMemberWhomCircleKnowsAgainGetsTokensObtained() {
        Lease lease = server.open(ADA);
        server.circle.faults().next("auth_token", Fault.refusal(Refusal.MEMBER_NOT_FOUND));
        server.served(lease);
        server.events();
        lease.retry();

        server.served(lease);

        assertThat(onlyEvent()).isInstanceOf(TokenObtained.class);
    }

    @Test
    void aUserWithoutAnIdentityIsRefusedWithoutARequest() {
        Lease lease = server.leases.open(() -> "linus", Optional.empty(), TIMEOUT_SECONDS, server.leases.nanos());

        server.served(lease);

        assertThat(server.events())
                .containsExactly(new TokenRefused(
                        lease.id(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        FailureReason.NO_IDENTITY,
                        OptionalInt.empty(),
                        Duration.ofMinutes(5),
                        Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"APP_TOKEN,APP_TOKEN", "NOT_ELIGIBLE,PLAN"})
    void theOperatorsRefusalsAreRefusals(Refusal refusal, FailureReason reason) {
        server.fails(Fault.refusal(refusal));
        Lease lease = server.open(ADA);

        server.served(lease);

        TokenRefused refused = (TokenRefused) onlyEvent();
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aRequestWithoutAResponseIsUnavailable() {
        server.fails(Fault.lost());
        Lease lease = server.open(ADA);

        server.served(lease);

        FailureEvent failed = (CircleUnavailable) onlyEvent();
        assertThat(failed.reason()).isEqualTo(FailureReason.NO_RESPONSE);
        assertThat(failed.status()).isEmpty();
    }

    @Test
    void anotherMembersTokenIsUnusableAndRevoked() {
        server.fails(Fault.anotherMember());
        Lease lease = server.open(ADA);

        server.served(lease);

        List<CircleEvent> events = server.events();
        assertThat(events)
                .filteredOn(CircleUnavailable.class::isInstance)
                .extracting(event -> ((CircleUnavailable) event).reason())
                .containsExactly(FailureReason.UNUSABLE_RESPONSE);
        assertThat(events)
                .filteredOn(TokenRevoked.class::isInstance)
                .hasSize(2)
                .noneMatch(event -> event.leaseId().equals(lease.id()));
    }

    @Test
    void anOpenCircuitBreakerAndTheLimitOfObtainsSendNothing() {
        server.fails(Fault.status(503));
        for (int i = 0; i < 3; i++) {
            server.served(server.open(ADA));
        }
        server.events();
        Lease lease = server.open(ADA);
        var started = server.node.tokens(lease);
        server.workers.runAll();
        assertThat(started).isCompletedExceptionally();
        assertThat(server.events())
                .as("no renewal starts while no permit is to be had")
                .isEmpty();

        server.circle.faults().clear();
        server.pass(Duration.ofMinutes(5));
        for (int i = 0; i <= 60; i++) {
            server.served(server.open(ADA));
        }

        List<CircleEvent> events = server.events();
        assertThat(events.subList(0, 60)).hasOnlyElementsOfType(TokenObtained.class);
        assertThat(((CircleUnavailable) events.get(60)).reason()).isEqualTo(FailureReason.NOT_SENT);
    }

    @Test
    void aRequestThatIsNotSentTakesNoTime() {
        server.fails(new Fault.Status(429, "", Map.of("retry-after", "600")));
        server.served(server.open(ADA));
        server.events();
        server.node.onTickerRead = () -> server.pass(Duration.ofNanos(1));

        server.served(server.open(ADA));

        CircleUnavailable event = (CircleUnavailable) onlyEvent();
        assertThat(event.reason()).isEqualTo(FailureReason.NOT_SENT);
        assertThat(event.duration()).isZero();
    }

    @Test
    void aRenewalThatFailsAfterTheEndHasNoEvent() {
        Lease lease = server.open(ADA);
        server.fails(Fault.status(503));
        server.hangsBeforeResponse = true;
        var obtained = server.node.tokens(lease);
        server.workers.startNext();
        server.end(lease);

        server.workers.runAll();

        assertThat(obtained).isCompletedExceptionally();
        assertThat(server.events())
                .extracting(CircleEvent::getClass)
                .extracting(Class::getSimpleName)
                .containsExactly("LeaseEnded");
    }

    @Test
    void aRejectedTokenForWhichThereIsNoBetterOneIsKept() {
        Lease lease = signedIn();
        AccessToken rejected = server.node.current(lease).accessToken();
        server.fails(Fault.status(500));
        server.node.reject(lease, rejected);
        assertThat(server.node.state(lease)).isEqualTo(TokenState.EXPIRED);

        server.served(lease);

        assertThat(onlyEvent()).isInstanceOf(TokenKept.class);
    }
}
