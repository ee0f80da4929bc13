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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** For an hour, Circle can be reached for half a minute and not for the next, while users sign in and out. */
class FlappingTest {

    private static final int FLAPS = 60;
    private static final Duration HALF = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(500);
    private static final int VISITORS = 30;

    /** The requests of a session: for every other visitor so many that its token is renewed, for the others a few. */
    private static final int REQUESTS_OF_A_LONG_SESSION = 30;

    private static final int REQUESTS_OF_A_SHORT_SESSION = 2;

    /**
     * While Circle is away: the third failure opens the circuit breaker (each request to Circle ends before the next user's
     * request arrives), and the pauses between the probes double from a second, drawn evenly.
     */
    private static final int MOST_TOKEN_REQUESTS_WHILE_AWAY = 3 + 8;

    /** Two at once, with pauses that double in the same way. */
    private static final int MOST_REVOCATIONS_WHILE_AWAY = 2 + 8;

    /** A request of a user, and whether it needs a renewal for its token. */
    private static final class Page {
        private final Visit visit;
        private boolean needsRenewal;

        Page(BusyApplication application, long member, StubSession session, boolean usesToken) {
            visit = usesToken
                    ? application.visit(member, session, this::token)
                    : application.visit(member, session, false);
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
        // Signs more quickly.
        application.circle.switches().set("jwt", "hs256");
        application.circle.switches().set("refresh-tokens", "exclusive");
        application.circle.accessTokenLife(Duration.ofMinutes(5));
        application.requestTakes = Duration.ofMillis(20);
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

    /** Sends a request of the next visitor, who uses the token every other time, and now and then has a new session. */
    private void visit() {
        int visitor = pages.size() % VISITORS;
        int round = pages.size() / VISITORS;
        int requests = visitor % 2 == 0 ? REQUESTS_OF_A_LONG_SESSION : REQUESTS_OF_A_SHORT_SESSION;
        if (sessions[visitor] != null && (round + visitor / 2) % requests == 0) {
            application.end(sessions[visitor]);
            sessions[visitor] = null;
        }
        if (sessions[visitor] == null) {
            sessions[visitor] = application.session(1 + visitor);
        }
        pages.add(new Page(application, 1 + visitor, sessions[visitor], (round + visitor) % 2 == 0));
    }

    /** Every other time requests take effect and their responses are lost; else they take no effect. */
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
    @Tag("C9")
    void whenCircleComesAndGoesTheCircuitBreakerOpensOnceEachTimeNoPageWaitsInVainAndNoTokenIsLost() {
        long mostTokenRequests = 0;
        long mostRevocations = 0;
        int opened = 0;
        try (Logged log = Logged.by(CircuitBreaker.class)) {
            for (int flap = 1; flap <= FLAPS; flap++) {
                int closed = log.at(Level.INFO).size();
                circleIsBack();
                visitsFor(HALF);
                long tokenRequests = application.tokenRequests();
                long revocations = revocations();
                circleGoesAway(flap);
                visitsFor(HALF);
                mostTokenRequests = Math.max(mostTokenRequests, application.tokenRequests() - tokenRequests);
                mostRevocations = Math.max(mostRevocations, revocations() - revocations);
                assertThat(log.warnings()).as("opened by flap %s", flap).hasSizeBetween(opened, opened + 1);
                assertThat(log.at(Level.INFO)).as("closed by flap %s", flap).hasSizeBetween(closed, closed + 1);
                opened = log.warnings().size();
            }
        }
        circleIsBack();
        endEverything();

        judge(opened, mostTokenRequests, mostRevocations);
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

    private void judge(int opened, long mostTokenRequests, long mostRevocations) {
        List<Audit.Token> tokens = application.circle.audit().tokens();
        List<Audit.Token> alive = application.circle.audit().alive();
        List<Audit.Token> lost = alive.stream().filter(Audit.Token::delivered).toList();
        System.out.printf(
                "Circle there and away, 30 s each, for an hour: %d requests, %d tokens, %d lost; %d more in lost responses;"
                        + " the circuit breaker opened %d times; while away at most %d requests for tokens and %d revocations%n",
                pages.size(),
                tokens.stream().filter(Audit.Token::delivered).count(),
                lost.size(),
                tokens.stream().filter(token -> !token.delivered()).count(),
                opened,
                mostTokenRequests,
                mostRevocations);
        assertThat(opened).isGreaterThan(FLAPS / 2);
        assertThat(mostTokenRequests).isLessThanOrEqualTo(MOST_TOKEN_REQUESTS_WHILE_AWAY);
        assertThat(mostRevocations).isLessThanOrEqualTo(MOST_REVOCATIONS_WHILE_AWAY);
        assertThat(pages).filteredOn(page -> !page.mayWait()).allMatch(page -> page.visit.tookNoTime());
        assertThat(pages).filteredOn(Page::mayWait).isNotEmpty().noneMatch(page -> page.visit.isWaiting());
        assertThat(lost).isEmpty();
    }
}
