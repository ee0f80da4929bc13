package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.TokenState;
import org.junit.jupiter.api.Test;

/** Users with {@code circle.auth.sessionless=per-user} who have a session too, and sign out of it. */
class SessionlessSignOutTest extends SessionlessTestBase {

    /** Many applications make a session for each request of a client that keeps no cookies. */
    @Test
    void aSessionThatTheRequestHasMadeCountsAsNone() {
        for (int i = 0; i < 10; i++) {
            StubSession session = made("s" + i);
            assertThat(memberOf(new StubRequest("1001", session))).isEqualTo(1001);
            assertThat(session.attributes).isEmpty();
        }
        application.serve(cookieless("1001"), request -> {
            request.session(made("within"));
            assertThat(application.member(request).communityMemberId()).isEqualTo(1001);
        });

        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aSessionThatComesBackHasALeaseOfItsOwn() {
        StubSession session = made("s1");
        memberOf(new StubRequest("1001", session));

        memberOf(new StubRequest("1001", returned(session)));

        assertThat(session.attributes).containsKey(SessionAttributes.LEASE_ID);
        assertThat(application.obtains()).isEqualTo(2);
        assertThat(application.leases.size()).isEqualTo(2);
    }

    @Test
    void theEndOfASessionEndsTheUsersLeaseWithoutASessionToo() {
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));
        CircleMember captured = application.member(cookieless("1001")).capture();
        memberOf(cookieless("1002"));

        session.end(application.server.listener);

        assertThat(captured.state()).isEqualTo(TokenState.ENDED);
        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aSignOutThatKeepsTheSessionEndsTheUsersLeaseWithoutASessionToo() {
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));
        memberOf(cookieless("1001"));

        application.serve(new StubRequest("1001", session), request -> request.loginAs(null));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aSignOutThatEmptiesTheSessionEndsTheUsersLeaseWithoutASessionToo() {
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));
        memberOf(cookieless("1001"));

        session.clear();

        assertThat(application.alive()).isEmpty();
    }

    /** The server still shows the user to the rest of the request that signs out. */
    @Test
    void theRestOfARequestWhoseSessionHasEndedOpensNone() {
        StubSession session = application.session("s1");
        StubRequest request = new StubRequest("1001", session);

        application.serve(request, passed -> {
            session.end(application.server.listener);
            passed.session(null);
            assertThat(application.member(passed).isPresent()).isFalse();
            assertThat(application.member(passed).whyAbsent()).contains(Absence.ENDED);
        });

        assertThat(application.alive()).isEmpty();
        assertThat(users.size()).isZero();
    }

    @Test
    void afterASignOutTheUsersNextRequestOpensAnewSinceItsCredentialsAreStillValid() {
        StubSession session = application.session("s1");
        application.serve(new StubRequest("1001", session));
        session.end(application.server.listener);

        assertThat(memberOf(cookieless("1001"))).isEqualTo(1001);
    }

    /** A client that came with a session keeps cookies: the session that replaces it has a lease. */
    @Test
    void aSessionThatReplacesTheRequestsFormerOneHasALease() {
        StubSession former = application.session("s1");
        StubSession next = made("s2");

        application.serve(new StubRequest(null, former), request -> {
            former.end(application.server.listener);
            request.session(next);
            request.loginAs("1001");
        });

        assertThat(next.attributes).containsKey(SessionAttributes.LEASE_ID);
        assertThat(users.size()).isZero();
    }

    @Test
    void aUserWithASessionAndCookielessRequestsHasBoth() {
        StubSession session = application.session("s1");
        for (int i = 0; i < 5; i++) {
            assertThat(memberOf(new StubRequest("1001", session))).isEqualTo(1001);
            assertThat(memberOf(cookieless("1001"))).isEqualTo(1001);
        }

        assertThat(application.obtains()).isEqualTo(2);
    }
}
