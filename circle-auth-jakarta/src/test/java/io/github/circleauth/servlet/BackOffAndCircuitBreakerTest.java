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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Circle can't be reached, or answers 429, while requests keep arriving. */
class BackOffAndCircuitBreakerTest {

    private static final Duration OUTAGE = Duration.ofMinutes(10);

    /** A few in each build; with -Psoak five hundred people, and the requests of so many people. */
    private static final long GROUP = Long.getLong("outage.group", 10);

    private static final Duration BETWEEN_REQUESTS =
            Duration.ofSeconds(1).dividedBy(Integer.getInteger("outage.requests-a-second", 5));
    private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(60);
    private static final int FAILURES_THAT_OPEN = 3;

    /** The members with fresh tokens throughout, those whose tokens expire during the outage, and those who sign in then. */
    private static final List<Long> FRESH = members(1, GROUP);

    private static final List<Long> AGEING = members(GROUP + 1, 2 * GROUP);
    private static final List<Long> NEW = members(2 * GROUP + 1, 3 * GROUP);
    private static final List<Long> VISITORS = members(1, 3 * GROUP);
    private static final List<Long> TWO_HUNDRED = members(1, 200);
    private static final List<Long> ALL = members(1, Math.max(200, 3 * GROUP));

    /** When the ageing members' tokens expire, since these members signed in first. */
    private static final Duration AGED = Duration.ofHours(1).minusSeconds(30);

    private final BusyApplication application = new BusyApplication(ALL.size());
    private final Map<Long, StubSession> sessions =
            ALL.stream().collect(Collectors.toMap(member -> member, application::session));

    @AfterEach
    void close() {
        application.close();
    }

    private static List<Long> members(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private Visit visit(long member, boolean usesToken) {
        return application.visit(member, sessions.get(member), usesToken);
    }

    /** The ways in which Circle can be away. */
    enum Away {
        NO_ANSWER(Fault.lost(), Duration.ofSeconds(5)),
        STATUS_503(Fault.status(503), Duration.ofMillis(100)),
        STATUS_429(Fault.status(429), Duration.ofMillis(100)) {
            /** After a 429 without Retry-After, nothing is sent for a minute. */
            @Override
            double shortestPause(int probes) {
                return LONGEST_BACK_OFF.toSeconds();
            }
        };

        private final Fault fault;
        private final Duration requestTakes;

        Away(Fault fault, Duration requestTakes) {
            this.fault = fault;
            this.requestTakes = requestTakes;
        }

        /**
         * Returns the seconds between two probes that the budget assumes. A pause is drawn evenly below a bound that
         * doubles from one second to sixty, so its mean is half the bound. Over many pauses, the average is never as short
         * as half that mean, which is a quarter of the bound.
         */
        double shortestPause(int probes) {
            return Math.min(LONGEST_BACK_OFF.toSeconds(), 1L << Math.min(probes, 10)) / 4.0;
        }

        /** Returns how many requests to Circle an outage may cost, however many requests there are. */
        int budget() {
            // The third failure in a row opens the circuit breaker; by then all workers may have sent a request.
            int calls = FAILURES_THAT_OPEN - 1 + WORKERS;
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

    /** Sends requests of all visitors in turn. Every other one uses the token. */
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
        application.requestTakes = away.requestTakes;
        return visitsFor(OUTAGE);
    }

    @ParameterizedTest
    @EnumSource
    void N12_inTenMinutesWithoutCircleTheCallsStayWithinTheBudget(Away away) {
        List<Visit> visits = visitsWhileCircleIs(away);

        long calls = application.tokenRequests() - AGEING.size() - FRESH.size();
        System.getLogger("BackOffAndCircuitBreaker")
                .log(
                        Level.INFO,
                        "{0}: {1} requests to Circle in ten minutes with {2} requests of users; the budget is {3}.",
                        away,
                        calls,
                        visits.size(),
                        away.budget());
        assertThat(calls)
                .isLessThanOrEqualTo(away.budget())
                .as("probes are sent")
                .isGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource
    void withoutCircleOnlyPagesThatNeedTheTokenWaitAndNoneOnceTheCircuitBreakerIsOpen(Away away) {
        List<Visit> visits = visitsWhileCircleIs(away);

        assertThat(visits).noneMatch(Visit::isWaiting);
        assertThat(visits)
                .filteredOn(visit -> !visit.usesToken)
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
    @Tag("C5")
    void withoutCircleTokensAreServedAtOnceUntilTheyExpire(Away away) {
        List<Visit> withToken = visitsWhileCircleIs(away).stream()
                .filter(visit -> visit.usesToken)
                .toList();

        assertThat(withToken)
                .filteredOn(visit -> FRESH.contains(visit.member)
                        || (AGEING.contains(visit.member) && visit.begun.compareTo(AGED) < 0))
                .hasSizeGreaterThan(900)
                .allMatch(visit -> visit.hasToken() && visit.tookNoTime());
        assertThat(withToken)
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
        application.requestTakes = Duration.ofMillis(100);
        // Requests that were sent during the outage may have to time out first.
        visitsFor(away.requestTakes.plus(LONGEST_BACK_OFF));
        assertThat(application.circuitBreaker.isOpen()).isFalse();
        List<Visit> next = VISITORS.stream().map(member -> visit(member, true)).toList();
        application.pass(REQUEST_WAIT);

        assertThat(next).allMatch(Visit::hasToken);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("L5")
    void whenCircleIsBackTheTokensOfEndedSessionsAreRevokedWithinAMinute(Away away) {
        application.circle.switches().set("refresh-tokens", "exclusive");
        signIn(ALL);
        application.circle.faults().always("*", away.fault);
        application.requestTakes = away.requestTakes;
        List<Long> leaving = members(1, ALL.size() * 3L / 4);
        for (int second = 1, left = 0; second <= OUTAGE.toSeconds(); second++) {
            for (; left < (long) leaving.size() * second / OUTAGE.toSeconds(); left++) {
                application.end(sessions.get(leaving.get(left)));
            }
            seconds(1);
        }
        long revocations = application.circle.audit().calls("/revoke");

        application.circle.faults().clear();
        application.requestTakes = Duration.ofMillis(100);
        seconds(60);

        List<Long> alive = application.circle.audit().alive().stream()
                .map(Audit.Token::communityMemberId)
                .toList();
        System.out.printf(
                "%s for ten minutes: %d sessions ended, %d requests to revoke, %d tokens lost a minute later%n",
                away, leaving.size(), revocations, alive.size() - 2 * (ALL.size() - leaving.size()));
        assertThat(alive).hasSize(2 * (ALL.size() - leaving.size())).doesNotContainAnyElementsOf(leaving);
        assertThat(revocations).as("there are pauses").isLessThan(100);
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
        application.requestTakes = Duration.ofSeconds(5);

        List<Visit> first = twoHundredRequests();
        application.pass(REQUEST_WAIT.minusNanos(1));
        assertThat(first).hasSize(200).allMatch(Visit::isWaiting);
        application.pass(Duration.ofNanos(1));
        assertThat(first).allMatch(visit -> visit.failure instanceof CircleUnavailableException);
        assertThat(first).extracting(Visit::waited).containsOnly(REQUEST_WAIT);

        assertThat(application.circuitBreaker.isOpen()).isTrue();
        assertThat(twoHundredRequests())
                .hasSize(200)
                .allMatch(visit -> visit.failure instanceof CircleUnavailableException)
                .allMatch(Visit::tookNoTime);
    }

    private List<Visit> twoHundredRequests() {
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
                "86400, 60",
                "'Thu, 01 Jan 2026 00:00:40 GMT', 40",
                "'Thu, 01 Jan 2026 00:02:00 GMT', 60",
                "soon, 60"
            })
    void N13_afterA429NothingIsSentForTheTimeThatEachFormOfRetryAfterGivesOrUntilTheProbe(
            String retryAfter, long seconds) {
        Map<String, String> headers = retryAfter == null ? Map.of() : Map.of("retry-after", retryAfter);
        application.circle.faults().always("*", new Fault.Status(429, "", headers));

        Duration asLong = Duration.ofSeconds(seconds);
        List<Visit> meanwhile = visitsFor(asLong.minus(BETWEEN_REQUESTS));
        application.pass(BETWEEN_REQUESTS.minusNanos(1));
        meanwhile.addAll(List.of(visit(1, true), visit(2, true)));
        assertThat(application.tokenRequests()).isEqualTo(1);
        assertThat(meanwhile).allMatch(Visit::tookNoTime);

        application.circle.faults().clear();
        application.pass(Duration.ofNanos(1));
        assertThat(visit(1, true).hasToken()).isTrue();
    }
}
