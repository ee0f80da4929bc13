package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Logged;
import io.github.circleauth.TokenState;
import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.servlet.BusyApplication.Visit;
import io.github.circleauth.session.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For an hour, Circle is there for half a minute and away for the next, while people come and go. */
class FlappingTest {

    private static final int FLAPS = 60;
    private static final Duration HALF = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(500);
    private static final int VISITORS = 30;

    /** How many requests a session lives: of every other visitor so many, so that its token is renewed, or just a few. */
    private static final int REQUESTS_OF_A_LONG_SESSION = 30;

    private static final int REQUESTS_OF_A_SHORT_SESSION = 2;

    /**
     * While Circle is away: the third failure closes the gate (calls end before the next request comes), and the
     * pauses between the probes double from a second on, drawn evenly.
     */
    private static final int MOST_CALLS_FOR_TOKENS_WHILE_AWAY = 3 + 8;

    /** Two at once, and the pauses between them double likewise. */
    private static final int MOST_REVOCATIONS_WHILE_AWAY = 2 + 8;

    /** Someone's request, and whether it had to ask Circle for what it wanted. */
    private static final class Page {
        private final Visit visit;
        private boolean needsRenewal;

        Page(BusyApplication application, long member, StubSession session, boolean asks) {
            visit = asks ? application.visit(member, session, this::token) : application.visit(member, session, false);
        }

        private AccessToken token(CircleMember member) {
            TokenState state = member.state();
            needsRenewal = state != TokenState.FRESH && state != TokenState.STALE;
            return member.accessToken();
        }

        boolean mayWait() {
            return needsRenewal && !visit.circuitBreakerWasOpen;
        }
    }

    private final BusyApplication application = new BusyApplication(VISITORS);
    private final StubSession[] sessions = new StubSession[VISITORS];
    private final List<Page> pages = new ArrayList<>();

    @BeforeEach
    void giveEachSessionItsOwnTokens() {
        application.circle.switches().set("jwt", "hs256"); // the quicker to sign
        application.circle.switches().set("refresh-tokens", "exclusive");
        application.circle.accessTokenLife(Duration.ofMinutes(5));
        application.callTakes = Duration.ofMillis(20);
    }

    @AfterEach
    void close() {
        application.close();
    }

    private void visitsFor(Duration time) {
        for (long i = 0; i < time.dividedBy(BETWEEN_REQUESTS); i++) {
            visit();
            if (i % 2 == 0) {
                application.tick();
            }
            application.pass(BETWEEN_REQUESTS);
        }
    }

    /** The next one of the visitors comes, every other time with a wish for the token; sometimes he left in between. */
    private void visit() {
        int who = pages.size() % VISITORS;
        int round = pages.size() / VISITORS;
        int requests = who % 2 == 0 ? REQUESTS_OF_A_LONG_SESSION : REQUESTS_OF_A_SHORT_SESSION;
        if (sessions[who] != null && (round + who / 2) % requests == 0) {
            application.end(sessions[who]);
            sessions[who] = null;
        }
        if (sessions[who] == null) {
            sessions[who] = application.session(1 + who);
        }
        pages.add(new Page(application, 1 + who, sessions[who], (round + who) % 2 == 0));
    }

    /** Every other time, what is asked takes effect and the answer is lost; else nothing takes effect. */
    private void circleGoesAway(int flap) {
        application.circle.faults().always("*", flap % 2 == 0 ? Fault.reset() : Fault.status(503));
    }

    private void circleIsBack() {
        application.circle.faults().clear();
    }

    private long revocations() {
        return application.circle.audit().calls("/revoke");
    }

    @Test
    void whenCircleComesAndGoesTheCircuitBreakerOpensOnceEachTimeNoPageWaitsInVainAndNoTokenIsLost() {
        long mostAsked = 0;
        long mostRevocations = 0;
        int closings = 0;
        try (Logged log = Logged.by(CircuitBreaker.class)) {
            for (int flap = 1; flap <= FLAPS; flap++) {
                int openings = log.at(Level.INFO).size();
                circleIsBack();
                visitsFor(HALF);
                long asked = application.asked();
                long revocations = revocations();
                circleGoesAway(flap);
                visitsFor(HALF);
                mostAsked = Math.max(mostAsked, application.asked() - asked);
                mostRevocations = Math.max(mostRevocations, revocations() - revocations);
                assertThat(log.warnings()).as("closings by flap %s", flap).hasSizeBetween(closings, closings + 1);
                assertThat(log.at(Level.INFO)).as("openings by flap %s", flap).hasSizeBetween(openings, openings + 1);
                closings = log.warnings().size();
            }
        }
        circleIsBack();
        endEverything();

        judge(closings, mostAsked, mostRevocations);
    }

    private void endEverything() {
        for (StubSession session : sessions) {
            application.end(session);
        }
        for (int second = 0; second < 120; second++) {
            application.tick();
            application.pass(Duration.ofSeconds(1));
        }
    }

    private void judge(int closings, long mostAsked, long mostRevocations) {
        List<Audit.Token> tokens = application.circle.audit().tokens();
        List<Audit.Token> alive = application.circle.audit().alive();
        List<Audit.Token> lost = alive.stream().filter(Audit.Token::delivered).toList();
        System.out.printf(
                "Circle there and away, 30 s each, for an hour: %d requests, %d tokens, %d lost; %d more that no answer"
                        + " brought; the gate closed %d times; while away at most %d calls for tokens and %d revocations%n",
                pages.size(),
                tokens.stream().filter(Audit.Token::delivered).count(),
                lost.size(),
                tokens.stream().filter(token -> !token.delivered()).count(),
                closings,
                mostAsked,
                mostRevocations);
        assertThat(closings).isGreaterThan(FLAPS / 2);
        assertThat(mostAsked).isLessThanOrEqualTo(MOST_CALLS_FOR_TOKENS_WHILE_AWAY);
        assertThat(mostRevocations).isLessThanOrEqualTo(MOST_REVOCATIONS_WHILE_AWAY);
        assertThat(pages).filteredOn(page -> !page.mayWait()).allMatch(page -> page.visit.tookNoTime());
        assertThat(pages).filteredOn(Page::mayWait).isNotEmpty().noneMatch(page -> page.visit.isWaiting());
        assertThat(lost).isEmpty();
    }
}
