package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static io.github.circleauth.session.OneServer.GRACE;
import static io.github.circleauth.session.OneServer.UNTIL_STALE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleRefusedException;
import io.github.circleauth.CircleRefusedException.Reason;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberTokens;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The consequences of failed renewals. */
class RenewalFailuresTest {

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theLongestBackOffDoublesFromOneSecondToSixty() {
        server.fails(Fault.status(503));
        Lease lease = server.open(ADA);

        for (int failures = 1; failures <= 10; failures++) {
            server.served(lease);
            assertThat(lease.failure().inARow()).isEqualTo(failures);
            assertThat(server.tokenRequests()).isEqualTo(failures);
            assertThat(server.backOff(lease))
                    .isBetween(Duration.ZERO, Duration.ofSeconds(Math.min(60, 1L << (failures - 1))));
            server.pass(Duration.ofSeconds(60));
        }
    }

    @Test
    @Tag("C5")
    void duringTheBackOffNoRequestIsSentAndCallersGetTheFailureAtOnce() {
        server.circle.switches().set("too-many-requests", "seconds");
        server.fails(new Fault.Status(503, "", Map.of("retry-after", "100")));
        Lease lease = server.open(ADA);
        server.served(lease);

        server.pass(Duration.ofSeconds(100).minusMillis(1));
        assertThat(server.node.tokens(lease)).isCompletedExceptionally();
        assertThat(server.workers.queued()).isZero();
        server.pass(Duration.ofMillis(1));
        assertThat(server.node.tokens(lease)).isNotDone();
    }

    @ParameterizedTest
    @CsvSource({"120, PT2M", "36000, PT15M"})
    void aRetryAfterIsKeptWithinItsBounds(String sent, Duration kept) {
        server.fails(new Fault.Status(503, "", Map.of("retry-after", sent)));
        Lease lease = server.open(ADA);

        server.served(lease);

        assertThat(server.backOff(lease)).isBetween(kept.minusSeconds(1), kept.plusSeconds(1));
    }

    /** Longer pauses are kept by the rate limiter, which a probe of this lease may end. */
    @ParameterizedTest
    @CsvSource({
        "seconds, PT30S, PT30S",
        "date, PT30S, PT30S",
        "seconds, PT10H, PT1M",
        "without-retry-after, PT10H, PT1M"
    })
    void aLeaseThatGotA429MayProbeAfterAMinute(String how, Duration sent, Duration kept) {
        server.circle.switches().set("too-many-requests", how);
        server.fails(Fault.tooManyRequests(sent));
        Lease lease = server.open(ADA);

        server.served(lease);

        assertThat(server.backOff(lease)).isBetween(kept.minusSeconds(1), kept.plusSeconds(1));
    }

    @Test
    void aPauseEndsForAllLeasesWithTheFirstProbeThatCircleAnswers() {
        server.circle.switches().set("too-many-requests", "seconds");
        server.circle.faults().next("auth_token", Fault.tooManyRequests(Duration.ofMinutes(15)));
        Lease ada = server.open(ADA);
        Lease grace = server.open(GRACE);
        server.served(ada);
        server.served(grace);
        assertThat(server.tokenRequests())
                .as("the second is refused by the limiter")
                .isEqualTo(1);
        assertThat(server.node.circuitBreaker.isOpen()).isFalse();

        server.pass(Duration.ofMinutes(1));

        assertThat(server.served(grace)).isCompleted();
        assertThat(server.served(ada)).isCompleted();
    }

    @Test
    void aUserThatIsNoMemberIsTriedAgainAfterFiveMinutes() {
        Lease lease = server.open(4711);
        assertThatThrownBy(() -> server.served(lease).join())
                .hasCauseInstanceOf(CircleRefusedException.class)
                .cause()
                .hasFieldOrPropertyWithValue("reason", Reason.MEMBER_UNKNOWN);
        assertThat(server.node.whyAbsent(lease)).contains(Absence.NOT_A_MEMBER);

        server.pass(Duration.ofMinutes(5).minusMillis(1));
        server.served(lease);
        assertThat(server.obtains()).isEqualTo(1);

        server.pass(Duration.ofMillis(1));
        server.served(lease);
        assertThat(server.obtains()).isEqualTo(2);
    }

    @Test
    void aFailureThatDoesNotConcernTheOperatorIsLoggedForDebugging() {
        Logger logger = Logger.getLogger(RenewalFailures.class.getName());
        logger.setLevel(Level.FINE);
        try (Logged log = Logged.by(RenewalFailures.class)) {
            Lease lease = server.open(4711);
            server.served(lease);

            assertThat(log.at(Level.FINE))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0042: Lease " + lease.id() + " got no token: ");
        } finally {
            logger.setLevel(null);
        }
    }

    @Test
    void aRetryEndsTheBackOffAtOnce() {
        Lease lease = server.open(4711);
        server.served(lease);

        lease.retry();
        server.served(lease);

        assertThat(server.obtains()).isEqualTo(2);
    }

    @Test
    @Tag("I12")
    void aMemberThatCircleNoLongerKnowsLosesAValidToken() {
        Lease lease = server.signedIn(ADA);
        server.circle.faults().next("access_token/refresh", Fault.refusal(Refusal.REFRESH_TOKEN_NOT_FOUND));
        server.circle.faults().next("auth_token", Fault.refusal(Refusal.MEMBER_NOT_FOUND));
        server.pass(UNTIL_STALE);

        server.served(lease);

        assertThat(server.node.current(lease)).isNull();
        assertThat(server.node.whyAbsent(lease)).contains(Absence.NOT_A_MEMBER);
        assertThat(server.alive()).isEmpty();
        assertThat(server.ledger.size()).isZero();
    }

    @Test
    void aMemberThatIsNotFoundInOtherWordsKeepsAValidTokenAndIsAskedForAgainAfterFiveMinutes() {
        Lease lease = server.signedIn(ADA);
        MemberTokens tokens = server.node.current(lease);
        Fault notFound = new Fault.Status(
                404, "{\"message\":\"Community member not found.\"}", Map.of("content-type", "application/json"));
        server.circle.faults().always("access_token/refresh", Fault.refusal(Refusal.REFRESH_TOKEN_NOT_FOUND));
        server.circle.faults().always("auth_token", notFound);
        server.pass(UNTIL_STALE);

        server.served(lease);

        assertThat(server.node.current(lease)).isEqualTo(tokens);
        assertThat(server.backOff(lease)).isEqualTo(Duration.ofMinutes(5));
        server.pass(OneServer.UNTIL_EXPIRED);
        server.served(lease);
        assertThat(server.node.whyAbsent(lease)).contains(Absence.NOT_A_MEMBER);
    }

    @Test
    void aUserWithoutAnIdentityIsNoMemberAndNoRequestIsSent() {
        Lease lease =
                server.leases.open(() -> "linus", Optional.empty(), OneServer.TIMEOUT_SECONDS, server.leases.nanos());

        server.served(lease);

        assertThat(server.node.whyAbsent(lease)).contains(Absence.NOT_A_MEMBER);
        assertThat(server.tokenRequests()).isZero();
    }

    @Test
    void whileTheAppTokenIsRefusedTokensAreKeptAndOneAlarmIsLogged() {
        Lease ada = server.signedIn(ADA);
        Lease grace = server.signedIn(GRACE);
        MemberTokens tokens = server.node.current(ada);
        server.fails(Fault.refusal(Refusal.APP_TOKEN));
        server.pass(UNTIL_STALE);

        try (Logged log = Logged.byAll()) {
            assertThat(server.served(ada)).isCompletedWithValue(tokens);
            server.served(grace);
            server.pass(Duration.ofMinutes(1));
            server.served(grace);
            assertThat(server.node.current(ada)).isEqualTo(tokens);
            assertThat(log.alarms()).singleElement().asString().contains("circle.auth.api-token", "community's plan");

            server.pass(Duration.ofMinutes(1));
            assertThatThrownBy(() -> server.served(ada).join())
                    .cause()
                    .hasFieldOrPropertyWithValue("reason", Reason.APP_TOKEN);
            assertThat(server.node.whyAbsent(ada)).contains(Absence.REFUSED);
            assertThat(log.alarms()).hasSize(1);

            assertThat(server.backOff(ada)).isEqualTo(Duration.ofMinutes(1));

            assertThat(log.at(Level.INFO)).isEmpty();
            server.circle.faults().clear();
            server.pass(Duration.ofMinutes(1));
            assertThat(server.served(ada)).isCompleted();
            server.served(server.open(ADA));
            server.served(server.open(ADA));
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .startsWith("CIRCLE-0044: Circle accepts the app token again.");
            server.fails(Fault.refusal(Refusal.APP_TOKEN));
            server.pass(UNTIL_STALE);
            server.served(ada);
            assertThat(log.alarms()).as("after the next refusal").hasSize(2);
        }
    }
}
