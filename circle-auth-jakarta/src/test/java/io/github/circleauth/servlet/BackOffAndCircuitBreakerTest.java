package io.github.circleauth.servlet;

import static io.github.circleauth.servlet.BusyApplication.REQUEST_WAIT;
import static io.github.circleauth.servlet.BusyApplication.WORKERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.servlet.BusyApplication.Visit;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Circle is away, or wants to be left alone, while requests go on coming. */
class BackOffAndCircuitBreakerTest {

    private static final Duration OUTAGE = Duration.ofMinutes(10);

    /** A few in each build; with -Psoak five hundred people, and as many requests as they make. */
    private static final int GROUP = Integer.getInteger("outage.group", 10);

    private static final Duration BETWEEN_REQUESTS =
            Duration.ofSeconds(1).dividedBy(Integer.getInteger("outage.requests-a-second", 5));
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);
    private static final int FAILURES_THAT_CLOSE = 3;

    /** The members who have fresh tokens all the time, whose tokens go stale and end, and who first come meanwhile. */
    private static final List<Long> FRESH = members(1, GROUP);

    private static final List<Long> AGEING = members(GROUP + 1, 2 * GROUP);
    private static final List<Long> NEW = members(2 * GROUP + 1, 3 * GROUP);
    private static final List<Long> VISITORS = members(1, 3 * GROUP);
    private static final List<Long> TWO_HUNDRED = members(1, 200);
    private static final List<Long> EVERYBODY = members(1, Math.max(200, 3 * GROUP));

    /** When the ageing ones' tokens end: they came at first. */
    private static final Duration AGED = Duration.ofHours(1).minusSeconds(30);

    private final BusyApplication application = new BusyApplication(EVERYBODY.size());
    private final Map<Long, StubSession> sessions =
            EVERYBODY.stream().collect(Collectors.toMap(member -> member, application::session));

    @AfterEach
    void close() {
        application.close();
    }

    private static List<Long> members(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private Visit visit(long member, boolean asks) {
        return application.visit(member, sessions.get(member), asks);
    }

    /** How Circle can be away. */
    enum Away {
        NO_ANSWER(Fault.lost(), Duration.ofSeconds(5)),
        STATUS_503(Fault.status(503), Duration.ofMillis(100)),
        STATUS_429(Fault.status(429), Duration.ofMillis(100)) {
            /** After a 429 that doesn't say for how long, nothing is sent for a minute. */
            @Override
            double shortestPause(int probes) {
                return LONGEST_BACK_OFF.toSeconds();
            }
        };

        private final Fault fault;
        private final Duration callTakes;

        Away(Fault fault, Duration callTakes) {
            this.fault = fault;
            this.callTakes = callTakes;
        }

        /**
         * Returns the seconds from a probe to the next that the budget reckons with. The wait is drawn evenly below a
         * bound that doubles from one second to sixty; so many of them are never, on average, half as long as they should
         * be on average, which is a quarter of the bound.
         */
        double shortestPause(int probes) {
            return Math.min(LONGEST_BACK_OFF.toSeconds(), 1L << Math.min(probes, 10)) / 4.0;
        }

        /** Returns how often Circle may be asked in an outage, however many requests there are. */
        int budget() {
            // The third failure in a row closes the gate; all workers may have had a call under way by then.
            int calls = FAILURES_THAT_CLOSE - 1 + WORKERS;
            int probes = 0;
            for (double seconds = 0; seconds < OUTAGE.toSeconds(); seconds += shortestPause(probes++)) {
                calls++;
            }
            return calls;
        }
    }

    private void signIn(List<Long> members) {
        members.forEach(member -> visit(member, false));
        application.pass(Duration.ZERO);
    }

    /** Has requests come one after the other, of all visitors in turn, of whose pages every other asks for the token. */
    private List<Visit> visitsFor(Duration time) {
        List<Visit> visits = new ArrayList<>();
        for (long i = 0; i < time.dividedBy(BETWEEN_REQUESTS); i++) {
            int round = visits.size() / VISITORS.size();
            long member = VISITORS.get(visits.size() % VISITORS.size());
            visits.add(visit(member, (round + member) % 2 == 0));
            application.pass(BETWEEN_REQUESTS);
        }
        return visits;
    }

    private List<Visit> visitsWhileCircleIs(Away away) {
        signIn(AGEING);
        application.pass(Duration.ofMinutes(50));
        signIn(FRESH);
        application.circle.faults().always("*", away.fault);
        application.callTakes = away.callTakes;
        return visitsFor(OUTAGE);
    }

    @ParameterizedTest
    @EnumSource
    void N12_inTenMinutesWithoutCircleTheCallsStayWithinTheBudget(Away away) {
        List<Visit> visits = visitsWhileCircleIs(away);

        long calls = application.asked() - AGEING.size() - FRESH.size();
        System.getLogger("BackOffAndCircuitBreaker")
                .log(
                        Level.INFO,
                        "{0}: {1} calls to Circle in ten minutes of {2} requests; the budget is {3}.",
                        away,
                        calls,
                        visits.size(),
                        away.budget());
        assertThat(calls)
                .isLessThanOrEqualTo(away.budget())
                .as("it is tried again")
                .isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void withoutCircleOnlyPagesThatNeedTheTokenWaitAndNoneOnceTheCircuitBreakerIsOpen(Away away) {
        List<Visit> visits = visitsWhileCircleIs(away);

        assertThat(visits).noneMatch(Visit::isWaiting);
        assertThat(visits)
                .filteredOn(visit -> !visit.asks)
                .hasSize(visits.size() / 2)
                .allMatch(Visit::tookNoTime);
        assertThat(visits)
                .filteredOn(visit -> visit.circuitBreakerWasOpen)
                .hasSizeGreaterThan(2_000)
                .allMatch(Visit::tookNoTime);
        assertThat(visits).allMatch(visit -> visit.waited().compareTo(REQUEST_WAIT) <= 0);
    }

    @ParameterizedTest
    @EnumSource
    void withoutCircleTokensAreServedAtOnceUntilTheyExpire(Away away) {
        List<Visit> asking =
                visitsWhileCircleIs(away).stream().filter(visit -> visit.asks).toList();

        assertThat(asking)
                .filteredOn(visit -> FRESH.contains(visit.member)
                        || (AGEING.contains(visit.member) && visit.begun.compareTo(AGED) < 0))
                .hasSizeGreaterThan(900)
                .allMatch(visit -> visit.hasToken() && visit.tookNoTime());
        assertThat(asking)
                .filteredOn(visit -> NEW.contains(visit.member)
                        || (AGEING.contains(visit.member) && visit.begun.compareTo(AGED) >= 0))
                .hasSizeGreaterThan(500)
                .allMatch(visit -> visit.failure instanceof CircleUnavailableException);
    }

    @ParameterizedTest
    @EnumSource
    void whenCircleIsBackEveryMemberHasATokenWithinOneBackOff(Away away) {
        visitsWhileCircleIs(away);
        assertThat(application.circuitBreaker.isOpen()).isTrue();

        application.circle.faults().clear();
        application.callTakes = Duration.ofMillis(100);
        // What was sent while Circle was away may have to be given up first.
        visitsFor(away.callTakes.plus(LONGEST_BACK_OFF));
        assertThat(application.circuitBreaker.isOpen()).isFalse();
        List<Visit> next = VISITORS.stream().map(member -> visit(member, true)).toList();
        application.pass(REQUEST_WAIT);

        assertThat(next).allMatch(Visit::hasToken);
    }

    @ParameterizedTest
    @EnumSource
    void whenCircleIsBackTheTokensOfEndedSessionsAreRevokedWithinAMinute(Away away) {
        application.circle.switches().set("refresh-tokens", "exclusive");
        signIn(EVERYBODY);
        application.circle.faults().always("*", away.fault);
        application.callTakes = away.callTakes;
        List<Long> leaving = members(1, EVERYBODY.size() * 3L / 4);
        for (int second = 1, left = 0; second <= OUTAGE.toSeconds(); second++) {
            for (; left < leaving.size() * second / OUTAGE.toSeconds(); left++) {
                application.end(sessions.get(leaving.get(left)));
            }
            seconds(1);
        }
        long callsMeanwhile = application.circle.audit().calls("/revoke");

        application.circle.faults().clear();
        application.callTakes = Duration.ofMillis(100);
        seconds(60);

        List<Long> alive = application.circle.audit().alive().stream()
                .map(Audit.Token::communityMemberId)
                .toList();
        System.out.printf(
                "%s for ten minutes: %d sessions ended, %d calls to revoke, %d tokens lost a minute later%n",
                away, leaving.size(), callsMeanwhile, alive.size() - 2 * (EVERYBODY.size() - leaving.size()));
        assertThat(alive).hasSize(2 * (EVERYBODY.size() - leaving.size())).doesNotContainAnyElementsOf(leaving);
        assertThat(callsMeanwhile).as("pauses are made").isLessThan(100);
    }

    private void seconds(long count) {
        for (long second = 0; second < count; second++) {
            application.tick();
            application.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void N11_ofTwoHundredRequestsAtOnceNoneWaitsLongerThanRequestWaitAndNoneOnceTheCircuitBreakerIsOpen() {
        application.circle.faults().always("*", Fault.lost());
        application.callTakes = Duration.ofSeconds(5);

        List<Visit> first = twoHundredAsk();
        application.pass(REQUEST_WAIT.minusNanos(1));
        assertThat(first).hasSize(200).allMatch(Visit::isWaiting);
        application.pass(Duration.ofNanos(1));
        assertThat(first).allMatch(visit -> visit.failure instanceof CircleUnavailableException);
        assertThat(first).extracting(Visit::waited).containsOnly(REQUEST_WAIT);

        assertThat(application.circuitBreaker.isOpen()).isTrue();
        assertThat(twoHundredAsk())
                .hasSize(200)
                .allMatch(visit -> visit.failure instanceof CircleUnavailableException)
                .allMatch(Visit::tookNoTime);
    }

    private List<Visit> twoHundredAsk() {
        return TWO_HUNDRED.stream().map(member -> visit(member, true)).toList();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "absent",
            value = {
                "absent, 60",
                "0, 1",
                "-1, 1",
                "5, 5",
                "86400, 900",
                "'Thu, 01 Jan 2026 00:02:00 GMT', 120",
                "soon, 60"
            })
    void N13_afterA429NothingIsSentForTheTimeThatEachFormOfRetryAfterGives(String retryAfter, long seconds) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);
        application.circle.faults().always("*", new Fault.Status(429, "", headers));

        Duration asLong = Duration.ofSeconds(seconds);
        List<Visit> meanwhile = visitsFor(asLong.minus(BETWEEN_REQUESTS));
        application.pass(BETWEEN_REQUESTS.minusNanos(1));
        meanwhile.addAll(List.of(visit(1, true), visit(2, true)));
        assertThat(application.asked()).isEqualTo(1);
        assertThat(meanwhile).allMatch(Visit::tookNoTime);

        application.circle.faults().clear();
        application.pass(Duration.ofNanos(1));
        assertThat(visit(1, true).hasToken()).isTrue();
    }
}
