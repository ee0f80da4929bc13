package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.Logged;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code circle.auth.principal=request}: a filter before ours wraps the request, and signs the user in. */
class PrincipalOfRequestTest extends PrincipalOfRequestTestBase {

    @Test
    void theUserOfTheWrapperIsTheMemberForAllWithinThePass() {
        serve(new Wrapper(containers, "1001"), passed -> {
            assertThat(member().communityMemberId()).isEqualTo(1001);
            // A servlet gets the wrapper, or one of a later filter.
            assertThat(memberOf(passed)).isEqualTo(1001);
            assertThat(memberOf(new Wrapper((HttpServletRequest) passed, "1002")))
                    .isEqualTo(1001);
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void afterThePassTheRequestIsAsItWasAndAnonymous() {
        serveAs("1001");

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
    }

    @Test
    void outsideOfAPassNoLeaseEnds() {
        serveAs("1001");
        String before = leaseId();

        assertThat(member().isPresent()).isFalse();
        serveAs("1001");

        assertThat(leaseId()).isEqualTo(before);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aUserOfTheContainersIsUsedWhereNothingWraps() {
        StubRequest ofContainer = new StubRequest("1001", session);

        application.serve(
                ofContainer,
                passed -> assertThat(application.member(passed).communityMemberId())
                        .isEqualTo(1001));
        application.serve(ofContainer, passed -> passed.loginAs(null));

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void anotherUserOfTheSessionGetsAnotherLeaseAndTheFormerIsRevoked() {
        serveAs("1001");

        serve(
                new Wrapper(containers, "1002"),
                passed -> assertThat(member().communityMemberId()).isEqualTo(1002));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aWrapperThatNoLongerHasAUserSignsOut() {
        serveAs("1001");

        serveAs(null);

        assertThat(application.alive()).isEmpty();
        assertThat(session.attributes).isEmpty();
    }

    @Test
    void anInvalidatedSessionSignsOutThoughTheWrapperStillShowsTheUser() {
        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(null);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aWrapperWithAnotherPrincipalObjectForEachCallKeepsTheLease() {
        Wrapper each = new Wrapper(containers, null) {
            @Override
            public Principal getUserPrincipal() {
                return () -> "1001";
            }
        };

        for (int i = 0; i < 10; i++) {
            serve(each, passed -> assertThat(member().communityMemberId()).isEqualTo(1001));
        }

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(application.leases.size()).isEqualTo(1);
    }

    @Test
    void aWrapperThatFailsToNameTheUserFailsTheRequestAndEndsNothing() {
        serveAs("1001");
        Wrapper failing = new Wrapper(containers, null) {
            @Override
            public Principal getUserPrincipal() {
                throw new IllegalStateException("The users can't be read.");
            }
        };

        assertThatThrownBy(() -> serve(failing, passed -> {})).hasMessage("The users can't be read.");

        assertThat(application.alive()).containsExactly(1001L, 1001L);
        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    @Test
    void aWrapperThatFailsOnTheWayBackIsLoggedAndDoesNotFloodTheLog() {
        boolean[] fails = new boolean[1];
        Wrapper failing = new Wrapper(containers, "1001") {
            @Override
            public @Nullable Principal getUserPrincipal() {
                if (fails[0]) {
                    throw new IllegalStateException("The users can't be read.");
                }
                return super.getUserPrincipal();
            }
        };

        try (Logged log = Logged.by(CircleAuthRuntime.class)) {
            for (int i = 0; i < 3; i++) {
                serve(failing, passed -> fails[0] = true);
                fails[0] = false;
            }

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0021");
        }
        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    /** As Spring Session and Shiro's native sessions do. */
    @Test
    void aWrapperWithASessionOfItsOwnHasNoSessionOfTheContainers() {
        StubSession own = application.session("own");
        StubRequest sessionless = new StubRequest(null, null);
        Wrapper springSession = new Wrapper(sessionless, "1001") {
            @Override
            public HttpSession getSession(boolean create) {
                return own;
            }
        };

        serve(
                springSession,
                passed ->
                        assertThat(application.member(sessionless).whyAbsent()).contains(Absence.NO_SESSION));

        assertThat(own.attributes).isEmpty();
        assertThat(application.obtains()).isZero();
    }

    @Test
    void aRejectedPathTakesTheUserOfTheWrapper() throws Exception {
        OneApplication rejecting = new OneApplication(new CircleAuthRuntime.Options(
                true, UrlPatterns.parse("/app/*"), false, Duration.ZERO, true, Optional.empty()));
        StubResponse response = new StubResponse();
        FilterChain chain = (passed, passedResponse) -> {
            throw new AssertionError("passed on");
        };

        rejecting.server.filter().doFilter(new Wrapper(new StubRequest(null, null), "1001"), response, chain);

        assertThat(response.status).isEqualTo(403);
        assertThat(response.text()).contains("\"reason\":\"no-session\"");
    }

    @Test
    void withoutTheKeyOneLineSaysWhichKeyHelps() {
        OneApplication ofContainer = new OneApplication(OneApplication.DEFAULTS);
        StubRequest request = new StubRequest(null, ofContainer.session("s1"));

        try (Logged log = Logged.by(Principals.class)) {
            ofContainer.server.serve(new Wrapper(request, null), passed -> {});
            ofContainer.server.serve(request, passed -> {});
            ofContainer.server.serve(new Wrapper(new StubRequest("1001", null), "1002"), passed -> {});
            assertThat(log.warnings()).isEmpty();
            for (int i = 0; i < 3; i++) {
                ofContainer.server.serve(new Wrapper(request, "1001"), passed -> {});
            }

            assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("CIRCLE-0024", "circle.auth.principal=request");
        }
        assertThat(ofContainer.member(request).whyAbsent()).contains(Absence.ANONYMOUS);
    }

    @Test
    void withoutTheKeyAWrapperThatFailsBreaksNoRequest() {
        OneApplication ofContainer = new OneApplication(OneApplication.DEFAULTS);
        boolean[] served = new boolean[1];

        ofContainer.server.serve(
                new Wrapper(new StubRequest(null, null), null) {
                    @Override
                    public Principal getUserPrincipal() {
                        throw new IllegalStateException("There is no security manager.");
                    }
                },
                passed -> served[0] = true);

        assertThat(served[0]).isTrue();
    }
}
