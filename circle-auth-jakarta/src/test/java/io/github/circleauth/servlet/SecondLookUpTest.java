package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import io.github.circleauth.event.LeaseEnded;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After the chain the lease is looked up again only if the principal, the session, its timeout or the lease's state has changed. */
class SecondLookUpTest {

    private static final int ATTRIBUTES = 2;

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");
    private final StubRequest request = new StubRequest("1001", session);

    @BeforeEach
    void signIn() {
        session.setMaxInactiveInterval(4 * 3600);
        application.serve(request);
        application.serve(request);
        assertThat(application.member(request).state()).isEqualTo(TokenState.FRESH);
    }

    private int tickerReads(Consumer<StubRequest> page) {
        int before = application.tickerReads.get();
        application.serve(request, page);
        return application.tickerReads.get() - before;
    }

    /** Serves a request. Returns how often the session's attributes were read after the chain. */
    private int readsAfterChain(StubRequest served, StubSession counted, Consumer<StubRequest> page) {
        application.serve(served, passed -> {
            page.accept(passed);
            counted.attributeReads = 0;
        });
        return counted.attributeReads;
    }

    private void assertLookedUpAgain(StubRequest served, StubSession counted, Consumer<StubRequest> page) {
        assertThat(readsAfterChain(served, counted, page)).isPositive();
    }

    private void assertLookedUpAgain(Consumer<StubRequest> page) {
        assertLookedUpAgain(request, session, page);
    }

    private void assertNotLookedUpAgain(Consumer<StubRequest> page) {
        assertThat(readsAfterChain(request, session, page)).isZero();
    }

    @Test
    void aRequestThatChangesNothingReadsTheTickerAndTheAttributesOnce() {
        session.attributeReads = 0;

        assertThat(tickerReads(passed -> {})).isEqualTo(1);

        assertThat(session.attributeReads).isEqualTo(ATTRIBUTES);
    }

    @Test
    void afterAnAnonymousRequestNothingIsLookedUp() {
        StubSession anonymous = application.session("anonymous");

        assertThat(readsAfterChain(new StubRequest(null, anonymous), anonymous, passed -> {}))
                .isZero();
    }

    @Test
    void accessTokenReadsTheTickerOnce() {
        assertThat(tickerReads(passed -> application.member(passed).accessToken()))
                .isEqualTo(1 + 1);
    }

    @Test
    void isPresentReadsTheTickerOnce() {
        assertThat(tickerReads(passed -> application.member(passed).isPresent()))
                .isEqualTo(1 + 1);
    }

    @Test
    void aLoginIsFoundAfterTheChain() {
        assertLookedUpAgain(passed -> passed.loginAs("1002"));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aLogoutIsFoundAfterTheChain() {
        assertLookedUpAgain(passed -> passed.loginAs(null));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void afterAnInvalidationTheNewSessionGetsItsOwnLease() {
        StubSession next = application.session("s2");

        assertLookedUpAgain(request, next, passed -> {
            session.end(application.server.listener);
            passed.session(next);
        });

        assertThat(next.attributes).containsKey(SessionAttributes.LEASE_ID);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void afterAnInvalidationWithoutANewSessionNothingIsLookedUp() {
        assertNotLookedUpAgain(passed -> {
            session.end(application.server.listener);
            passed.session(null);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aNewSessionGetsALeaseThoughThereWasNoneBefore() {
        StubSession created = application.session("s2");

        assertLookedUpAgain(new StubRequest("1002", null), created, passed -> passed.session(created));

        assertThat(created.attributes).containsKey(SessionAttributes.LEASE_ID);
        assertThat(application.alive()).contains(1002L);
    }

    /** As {@code changeSessionId()} leaves it on most servers: the same object, with another id. */
    @Test
    @Tag("I1")
    void aSessionThatOnlyChangesItsIdKeepsItsLease() {
        assertNotLookedUpAgain(passed -> session.changeId("s2"));

        session.end(application.server.listener);
        assertThat(application.alive()).isEmpty();
    }

    /** As {@code changeSessionId()} leaves it on other servers. */
    @Test
    void aSessionWithAnotherObjectAfterAChangeOfItsIdKeepsItsLease() {
        assertNotLookedUpAgain(passed -> {
            session.changeId("s2");
            passed.session(session.facade());
        });

        assertThat(application.leases.size()).isEqualTo(1);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void theTokensOfARenewalThatCompletedAreWrittenIntoTheSession() {
        Object before = session.attributes.get(SessionAttributes.LEASE_TEXT);
        application.circle.clock().advance(Duration.ofMinutes(58));
        application.atOnce = false;

        application.serve(request, passed -> runQueued());

        assertThat(application.tokenRequests()).isEqualTo(2);
        assertThat(session.attributes.get(SessionAttributes.LEASE_TEXT)).isNotEqualTo(before);
    }

    @Test
    void theTokensOfARenewalThatCompletedBeforeTheChainAreWrittenIntoTheSession() {
        Object before = session.attributes.get(SessionAttributes.LEASE_TEXT);
        application.circle.clock().advance(Duration.ofMinutes(58));

        application.serve(request);

        assertThat(session.attributes.get(SessionAttributes.LEASE_TEXT)).isNotEqualTo(before);
    }

    private void runQueued() {
        List<Runnable> work = List.copyOf(application.queued);
        application.queued.clear();
        work.forEach(Runnable::run);
    }

    @Test
    void aRenewalThatIsStillUnderWayNeedsNoSecondLookUp() {
        application.circle.clock().advance(Duration.ofMinutes(58));
        application.atOnce = false;

        assertNotLookedUpAgain(passed -> {});
    }

    @Test
    void aLeaseThatEndedIsLookedUpAgain() {
        assertLookedUpAgain(passed -> application.leases.end(leaseId(), null, LeaseEnded.Reason.SESSION_ENDED));
    }

    /** An open page may send no further request, and ends with the session. */
    @Test
    void aChangedSessionTimeoutIsNotedAfterTheChain() {
        assertLookedUpAgain(passed -> session.setMaxInactiveInterval(60));
        assertNotLookedUpAgain(passed -> {});
    }

    /** The look-up before the chain starts what finds the end in the ledger. */
    @Test
    void aLeaseThatEndedOnAnotherServerIsReplacedWithinTheRequest() {
        String before = leaseId();
        application.leases.end(before, null, LeaseEnded.Reason.SESSION_ENDED);

        application.serve(request);

        assertThat(leaseId()).isNotEqualTo(before);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void aRetryStartsARenewalAfterTheChain() {
        StubSession other = application.session("s2");
        StubRequest unknownMember = new StubRequest("4711", other);
        application.serve(unknownMember);
        application.serve(unknownMember);
        long before = application.obtains();
        application.serve(unknownMember);
        assertThat(application.obtains()).as("in the back-off").isEqualTo(before);

        application.serve(unknownMember, passed -> application.member(passed).retry());

        assertThat(application.obtains()).isEqualTo(before + 1);
    }

    @Test
    void theTokenThatReplacedARejectedOneIsWrittenIntoTheSession() {
        Object before = session.attributes.get(SessionAttributes.LEASE_TEXT);
        application.circle.clock().advance(Duration.ofMinutes(1));

        application.serve(request, passed -> {
            CircleMember member = application.member(passed);
            member.renew(member.accessToken());
        });

        assertThat(session.attributes.get(SessionAttributes.LEASE_TEXT)).isNotEqualTo(before);
    }

    private String leaseId() {
        return (String) session.attributes.get(SessionAttributes.LEASE_ID);
    }

    @Test
    void aContainerThatReturnsAnotherSessionObjectEachTimeNeedsNoSecondLookUp() {
        StubRequest facades = new StubRequest("1001", session) {
            @Override
            public @Nullable HttpSession getSession(boolean create) {
                return super.getSession(create) == null ? null : session.facade();
            }
        };

        assertThat(readsAfterChain(facades, session, passed -> {})).isZero();
        application.serve(facades, passed -> passed.loginAs("1002"));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aContainerThatReturnsAnotherPrincipalObjectEachTimeGetsTheSecondLookUp() {
        StubRequest facades = new StubRequest("1001", session) {
            @Override
            public @Nullable Principal getUserPrincipal() {
                Principal found = super.getUserPrincipal();
                return found == null ? null : found::getName;
            }
        };

        assertLookedUpAgain(facades, session, passed -> {});

        assertThat(application.leases.size()).isEqualTo(1);
    }

    @Test
    void aWrapperOfTheApplicationHidesNoChange() {
        HttpServletRequest wrapper = new HttpServletRequestWrapper(request) {
            @Override
            public Principal getUserPrincipal() {
                return () -> "1001";
            }
        };

        application.server.serve(wrapper, passed -> request.loginAs("1002"));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }
}
