package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.MemberIdentity;
import io.github.circleauth.Serialized;
import io.github.circleauth.TokenState;
import io.github.circleauth.session.Leases;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code circle.auth.sessionless=per-user}: requests of signed-in users without a session. */
class SessionlessTest extends SessionlessTestBase {

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
}
