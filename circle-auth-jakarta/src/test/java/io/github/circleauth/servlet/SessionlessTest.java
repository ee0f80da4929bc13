package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.Logged;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Serialized;
import io.github.circleauth.TokenState;
import io.github.circleauth.session.Leases;
import io.github.circleauth.session.UserLeases;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code circle.auth.sessionless=per-user}: requests of signed-in users without a session. */
class SessionlessTest {

    private static final Duration IDLE = Duration.ofMinutes(30);

    private final OneApplication application = new OneApplication(perUser(UrlPatterns.NONE));
    private final UserLeases users = application.leases.users();

    private static CircleAuthRuntime.Options perUser(UrlPatterns rejectPaths) {
        return new CircleAuthRuntime.Options(true, rejectPaths, false, Duration.ZERO, false, Optional.of(IDLE));
    }

    private static StubRequest cookieless(@Nullable String user) {
        return new StubRequest(user, null);
    }

    private long memberOf(StubRequest request) {
        long[] member = new long[1];
        application.serve(
                request, passed -> member[0] = application.member(passed).communityMemberId());
        return member[0];
    }

    private static StubSession returned(StubSession session) {
        session.isNew = false;
        return session;
    }

    private StubSession made(String id) {
        StubSession session = application.session(id);
        session.isNew = true;
        return session;
    }

    @Test
    void aHundredRequestsOfOneUserCostOneObtain() {
        IntStream.range(0, 100)
                .forEach(i -> assertThat(memberOf(cookieless("1001"))).isEqualTo(1001));

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void aHundredRequestsAtOnceCostOneObtain() {
        OneApplication online = application;
        IntStream.range(0, 100).parallel().forEach(i -> online.serve(cookieless("1001")));

        assertThat(memberOf(cookieless("1001"))).isEqualTo(1001);
        assertThat(application.obtains()).isEqualTo(1);
        assertThat(users.size()).isEqualTo(1);
    }

    @Test
    void everyUserHasTheirOwnMembersToken() {
        for (int i = 0; i < 3; i++) {
            assertThat(memberOf(cookieless("1001"))).isEqualTo(1001);
            assertThat(memberOf(cookieless("1002"))).isEqualTo(1002);
        }

        assertThat(application.obtains()).isEqualTo(2);
    }

    @Test
    void anotherUserWithinTheRequestGetsTheirOwnToken() {
        application.serve(cookieless("1001"), request -> {
            request.loginAs("1002");
            assertThat(application.member(request).communityMemberId()).isEqualTo(1002);
            request.loginAs(null);
            assertThat(application.member(request).whyAbsent()).contains(Absence.ANONYMOUS);
        });

        assertThat(users.size()).as("of both users").isEqualTo(2);
    }

    @Test
    void anAnonymousRequestHasNone() {
        application.serve(cookieless(null));

        assertThat(application.member(cookieless(null)).whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(users.size()).isZero();
    }

    /** So a switch of users is safe, whatever their principals say. The resolver is asked once for each request. */
    @Test
    void theIdentityIsResolvedForEveryRequestOnce() {
        long[] asked = new long[1];
        Principal shared = () -> "technical account";
        OneApplication switching = new OneApplication(
                perUser(UrlPatterns.NONE),
                caller -> Optional.of(MemberIdentity.communityMemberId(1001 + asked[0]++ % 2)));

        for (int i = 0; i < 4; i++) {
            StubRequest request = cookieless(null);
            request.loginAsPrincipal(shared);
            long expected = 1001 + i % 2;
            switching.serve(request, passed -> {
                assertThat(switching.member(passed).communityMemberId()).isEqualTo(expected);
                assertThat(switching.member(passed).communityMemberId()).isEqualTo(expected);
            });
        }

        assertThat(asked[0]).isEqualTo(4);
        assertThat(switching.obtains()).isEqualTo(2);
    }

    /** As Shiro does, whose native sessions are none of the container's. */
    @Test
    void theResolverIsAskedOnceForARequestWithEqualPrincipalObjectsForEachCall() {
        record Equal(String getName) implements Principal {}
        long[] asked = new long[1];
        OneApplication shiros = new OneApplication(perUser(UrlPatterns.NONE), caller -> {
            asked[0]++;
            return Optional.of(MemberIdentity.communityMemberId(Long.parseLong(caller.getName())));
        });
        StubRequest request = new StubRequest(null, null) {
            @Override
            public Principal getUserPrincipal() {
                return new Equal("1001");
            }
        };

        shiros.serve(request, passed -> {
            assertThat(shiros.member(passed).communityMemberId()).isEqualTo(1001);
            assertThat(shiros.member(passed).communityMemberId()).isEqualTo(1001);
        });

        assertThat(asked[0]).isEqualTo(1);
    }

    @Test
    void aResolverThatFailsFailsTheRequestAndEndsNothing() {
        boolean[] fails = new boolean[1];
        OneApplication careless = new OneApplication(perUser(UrlPatterns.NONE), caller -> {
            if (fails[0]) {
                throw new IllegalStateException("The accounts can't be read.");
            }
            return Optional.of(MemberIdentity.communityMemberId(1001));
        });
        careless.serve(cookieless("ada"));
        fails[0] = true;

        assertThatThrownBy(() -> careless.serve(cookieless("ada"))).hasMessage("The accounts can't be read.");

        assertThat(careless.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void aUserWhoIsNoMemberIsToldSo() {
        OneApplication strangers = new OneApplication(perUser(UrlPatterns.NONE), caller -> Optional.empty());

        strangers.serve(
                cookieless("stranger"),
                request -> assertThat(strangers.member(request).isPresent()).isFalse());

        assertThat(strangers.member(cookieless("stranger")).whyAbsent()).contains(Absence.NOT_A_MEMBER);
        assertThat(strangers.obtains()).isZero();
    }

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

    @Test
    void requestsKeepTheLeaseAndCapturedHandlesDont() {
        application.serve(cookieless("1001"));
        CircleMember captured = application.member(cookieless("1001")).capture();
        application.circle.clock().advance(IDLE.minusSeconds(1));
        application.serve(cookieless("1001"));

        application.circle.clock().advance(IDLE.minusSeconds(1));
        application.leases.sweep();
        assertThat(captured.isPresent()).isTrue();
        application.circle.clock().advance(Duration.ofSeconds(1));
        application.leases.sweep();

        assertThat(captured.whyAbsent()).contains(Absence.ENDED);
        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aRejectedPathServesAUserWithATokenAndRefusesOneWhoIsNoMember() {
        OneApplication rejecting = new OneApplication(perUser(UrlPatterns.parse("/app/*")));

        assertThat(rejecting.serve(cookieless("1001")).status).isEqualTo(200);
        StubResponse refused = rejecting.serve(cookieless("4711"));

        assertThat(refused.status).isEqualTo(403);
        assertThat(refused.text()).contains("not-a-member");
    }

    @Test
    void atTheLimitARequestIsToldThatItIsUnavailable() {
        OneApplication rejecting = new OneApplication(perUser(UrlPatterns.parse("/app/*")));
        fill(rejecting.leases);
        StubRequest request = cookieless("1001");
        request.servletPath = "/open";

        rejecting.serve(request, passed -> {
            CircleMember member = rejecting.member(passed);
            assertThat(member.isPresent()).isFalse();
            assertThat(member.state()).isEqualTo(TokenState.ABSENT);
            assertThat(member.whyAbsent()).contains(Absence.UNAVAILABLE);
            assertThatThrownBy(member::accessToken)
                    .isInstanceOfSatisfying(
                            CircleUnavailableException.class,
                            failure -> assertThat(failure.retryAfter()).contains(Duration.ofMinutes(1)));
            assertThat(member.accessTokenAsync().toCompletableFuture()).isCompletedExceptionally();
            member.retry();
            assertThat(((CircleMember) Serialized.copy(member.capture())).whyAbsent())
                    .contains(Absence.ENDED);
        });
        StubResponse refused = rejecting.serve(cookieless("1001"));

        assertThat(refused.status).isEqualTo(503);
        assertThat(refused.headers).containsEntry("Retry-After", "60");
        assertThat(rejecting.obtains()).isZero();
    }

    private static void fill(Leases leases) {
        for (int i = 0; i < 10_000; i++) {
            leases.users().of(Optional.of(MemberIdentity.communityMemberId(1_000_000 + i)), 1800, leases.nanos());
        }
    }

    @Test
    void aWrapperWithASessionOfItsOwnHasTheUsersLease() {
        OneApplication both = new OneApplication(
                new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO, true, Optional.of(IDLE)));
        StubRequest containers = cookieless(null);

        for (int i = 0; i < 3; i++) {
            both.server.serve(
                    new jakarta.servlet.http.HttpServletRequestWrapper(containers) {
                        @Override
                        public Principal getUserPrincipal() {
                            return () -> "1001";
                        }
                    },
                    passed -> assertThat(both.member(containers).communityMemberId())
                            .isEqualTo(1001));
        }

        assertThat(both.obtains()).isEqualTo(1);
    }

    @Test
    void withoutTheKeyTheLogNamesIt() {
        OneApplication plain = new OneApplication(OneApplication.DEFAULTS);
        try (Logged log = Logged.by(RequestSessions.class)) {
            plain.serve(cookieless("1001"));
            plain.serve(cookieless("1001"));
            application.serve(cookieless("1001"));

            assertThat(log.at(java.util.logging.Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0020", "circle.auth.sessionless=per-user", "circle.auth.create-session=true");
        }
        assertThatThrownBy(() -> plain.member(cookieless("1001")).accessToken())
                .hasMessageContaining("circle.auth.sessionless=per-user");
    }

    /** Each of their requests gets a session, and a token. */
    @Test
    void createSessionNoticesAClientThatKeepsNoCookies() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        try (Logged log = Logged.by(CookielessClients.class)) {
            for (int i = 0; i < 30; i++) {
                StubRequest request = cookieless(Integer.toString(1001 + i % 3));
                request.toCreate = creating.session("s" + i);
                creating.serve(request);
                creating.circle.clock().advance(Duration.ofSeconds(1));
                if (i < 27) {
                    assertThat(log.warnings()).as("after %s", i).isEmpty();
                }
            }

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0025", "circle.auth.sessionless=per-user");
        }
    }

    @Test
    void createSessionFindsNothingInClientsThatKeepTheirCookies() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        try (Logged log = Logged.by(CookielessClients.class)) {
            for (int i = 0; i < 30; i++) {
                StubRequest request = cookieless("1001");
                request.toCreate = creating.session("s" + i);
                creating.serve(request);
                creating.circle.clock().advance(Duration.ofSeconds(7));
            }

            assertThat(log.warnings()).isEmpty();
        }
    }
}
