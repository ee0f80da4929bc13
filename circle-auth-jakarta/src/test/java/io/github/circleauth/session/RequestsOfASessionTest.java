package io.github.circleauth.session;

import static io.github.circleauth.session.OneServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Fault;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The number of requests to Circle in the life of a session, and the cost of an outage. docs/performance.md has them beside others. */
class RequestsOfASessionTest {

    private static final Duration LATEST_RENEWAL = Duration.ofMinutes(59).plusSeconds(30);
    private static final Duration OUTAGE = Duration.ofMinutes(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);

    private final OneServer server = new OneServer();

    @AfterEach
    void close() {
        server.close();
    }

    private long requests() {
        return server.tokenRequests() + server.circle.audit().calls("/revoke");
    }

    /** Uses a lease at intervals for a time, and ends it. Returns how many requests to Circle there were in all. */
    private long requestsOf(Duration session, Duration interval) {
        Lease lease = server.signedIn(ADA);
        for (Duration passed = interval; passed.compareTo(session) < 0; passed = passed.plus(interval)) {
            server.pass(interval);
            server.node.touch(lease, OneServer.TIMEOUT_SECONDS);
            assertThat(server.node.tokens(lease)).isDone();
            server.workers.runAll();
        }
        server.end(lease);
        server.workers.runAll();
        return requests();
    }

    @ParameterizedTest
    @CsvSource({"PT30M", "PT1M", "PT1S"})
    void aSessionOfHalfAnHourCostsTheThreeRequestsThatItMust(Duration interval) {
        assertThat(requestsOf(Duration.ofMinutes(30), interval)).isEqualTo(3);
    }

    @Test
    void anIdleSessionRenewsNothing() {
        Lease lease = server.signedIn(ADA);
        server.pass(Duration.ofHours(2));
        server.workers.runAll();
        server.end(lease);
        server.workers.runAll();

        assertThat(server.tokenRequests()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"PT1M", "PT1S"})
    void aLongSessionCostsAtMostAFifthMoreThanItMust(Duration interval) {
        Duration day = Duration.ofHours(8);
        long fewest = 3 + day.dividedBy(LATEST_RENEWAL);

        assertThat(requestsOf(day, interval)).isBetween(fewest, fewest * 12 / 10);
    }

    @Test
    void theEndOfASessionSendsNothingOnItsOwnThread() {
        Lease lease = server.signedIn(ADA);
        long before = requests();

        server.end(lease);

        assertThat(requests()).isEqualTo(before);
        server.workers.runAll();
        assertThat(requests()).isEqualTo(before + 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 59})
    void anOutageOfTenMinutesFailsNoRequestWhileTheTokenIsValid(int minute) {
        Lease lease = server.signedIn(ADA);
        use(lease, Duration.ofMinutes(minute));

        server.fails(Fault.status(503));
        assertThat(use(lease, OUTAGE)).isZero();
    }

    @Test
    void afterAnOutageBeyondTheTokensLifeItRecoversWithinOneBackOff() {
        Lease lease = server.signedIn(ADA);
        use(lease, Duration.ofMinutes(44));
        server.fails(Fault.status(503));
        assertThat(use(lease, Duration.ofMinutes(20))).isPositive();

        server.circle.faults().clear();
        use(lease, LONGEST_BACK_OFF);
        assertThat(use(lease, LONGEST_BACK_OFF)).isZero();
    }

    /** Uses a lease every ten seconds for a time. Returns how many uses had no token. */
    private int use(Lease lease, Duration time) {
        int failed = 0;
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusSeconds(10)) {
            server.pass(Duration.ofSeconds(10));
            var tokens = server.node.tokens(lease);
            server.workers.runAll();
            failed += tokens.isCompletedExceptionally() ? 1 : 0;
        }
        return failed;
    }
}
