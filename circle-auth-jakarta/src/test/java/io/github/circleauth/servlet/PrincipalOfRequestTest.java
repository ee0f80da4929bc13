package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.CircleMember;
import io.github.circleauth.Logged;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code circle.auth.principal=request}: a filter before ours wraps the request, and signs the user in. */
class PrincipalOfRequestTest {

    private static final CircleAuthRuntime.Options OF_REQUEST =
            new CircleAuthRuntime.Options(true, UrlPatterns.NONE, false, Duration.ZERO, true, Optional.empty());

    /** A wrapper with a user, as pac4j, Shiro and Spring Security have one. */
    private static class Wrapper extends HttpServletRequestWrapper {

        @Nullable Principal user;

        Wrapper(HttpServletRequest wrapped, @Nullable String name) {
            super(wrapped);
            user = name == null ? null : () -> name;
        }

        @Override
        public @Nullable Principal getUserPrincipal() {
            return user;
        }
    }

    private final OneApplication application = new OneApplication(OF_REQUEST);
    private final StubSession session = application.session("s1");
    private final StubRequest containers = new StubRequest(null, session);

    private void serve(HttpServletRequest request, Consumer<HttpServletRequest> page) {
        application.server.serve(request, page);
    }

    private void serveAs(@Nullable String user) {
        serve(new Wrapper(containers, user), passed -> {});
    }

    /** The current member, as a bean finds it: by the container's request. */
    private CircleMember member() {
        return application.member(containers);
    }

    private String leaseId() {
        return (String) session.attributes.get(SessionAttributes.LEASE_ID);
    }

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

    private long memberOf(HttpServletRequest request) {
        return application.runtime.requestMember(request).communityMemberId();
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
    void aSignOutWithinThePassEndsTheLeaseOnTheWayBack() {
        serveAs("1001");
        Wrapper shiro = new Wrapper(containers, "1001");

        serve(shiro, passed -> shiro.user = null);

        assertThat(application.alive()).isEmpty();
    }

    /** As pac4j does: its wrapper still shows the user to the rest of the request that signs out. */
    @Test
    void theWayBackOpensNoLeaseForAUserWhoseSessionWasReplaced() {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(next);
        });

        assertThat(next.attributes).isEmpty();
        assertThat(application.alive()).isEmpty();
    }

    /** As a page does that is shown after the sign-out, and makes a session for itself. */
    @Test
    void aPageAfterTheSignOutHasNoMemberThoughTheWrapperStillShowsTheUser() {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(next);
            assertThat(member().isPresent()).isFalse();
            assertThat(member().whyAbsent()).contains(Absence.ENDED);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aForwardAfterTheSignOutThatPassesTheFilterAgainHasNoMemberEither() {
        serveAs("1001");
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            serve(wrapper, forwarded -> assertThat(member().whyAbsent()).contains(Absence.ENDED));
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aForwardAfterTheSignInHasTheMember() {
        Wrapper live = new Wrapper(containers, null);

        serve(live, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            live.user = () -> "1001";
            serve(live, forwarded -> assertThat(member().communityMemberId()).isEqualTo(1001));
        });
    }

    /** As a live wrapper shows it, such as Shiro's, if the session is replaced at the sign-in. */
    @Test
    void aUserWhoSignsInWithinThePassHasAMemberInTheSessionThatReplacesTheFormer() {
        Wrapper live = new Wrapper(containers, null);

        serve(live, passed -> {
            session.end(application.server.listener);
            containers.session(application.session("s2"));
            live.user = () -> "1001";
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });
    }

    @Test
    void aSessionThatChangesItsIdAtTheSignInKeepsTheLease() {
        serveAs("1001");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.changeId("s2");
            containers.session(session.facade());
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });

        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aUserWhoSignsInWithinThePassHasALeaseAtTheFirstUseOrTheNextRequest() {
        Wrapper wrapper = new Wrapper(containers, null);

        serve(wrapper, passed -> wrapper.user = () -> "1001");
        assertThat(application.alive()).as("on the way back").isEmpty();
        serve(wrapper, passed -> {});

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void anotherUserOnTheWayBackEndsTheFormersLeaseAndOpensNone() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> wrapper.user = () -> "1002");

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void aPassWithinAPassHasItsOwnUserAndTheOuterOneIsPutBack() {
        serve(new Wrapper(containers, "1001"), passed -> {
            serve(
                    new Wrapper((HttpServletRequest) passed, "1002"),
                    forwarded -> assertThat(member().communityMemberId()).isEqualTo(1002));
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    @Test
    void aFilterThatIsMappedTwiceOpensOneLease() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(
                wrapper,
                passed -> serve(
                        passed,
                        again -> assertThat(member().communityMemberId()).isEqualTo(1001)));

        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void anErrorPageOutsideOfThePassIsAnonymousAndEndsNothing() {
        Wrapper failing = new Wrapper(containers, "1001");
        assertThatThrownBy(() -> serve(failing, passed -> {
                    throw new IllegalArgumentException("the page failed");
                }))
                .hasMessage("the page failed");

        containers.dispatcherType = DispatcherType.ERROR;
        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void untilAsynchronousProcessingCompletesTheUserStaysTheOneOfThePass() throws Exception {
        serve(new Wrapper(containers, "1001"), passed -> containers.asyncStarted = true);

        assertThat(CompletableFuture.supplyAsync(() -> member().communityMemberId())
                        .get())
                .isEqualTo(1001);
        containers.processing.context().complete();

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
    }

    @Test
    void aPassWithinAnAsynchronousOneIsPutBackAtTheCompletion() {
        serve(new Wrapper(containers, "1001"), passed -> {
            serve(new Wrapper((HttpServletRequest) passed, "1002"), inner -> containers.asyncStarted = true);
        });

        assertThat(member().communityMemberId()).isEqualTo(1002);
        containers.processing.context().complete();

        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    @Test
    void anAsyncDispatchThroughTheFilterHasAPassOfItsOwn() {
        Wrapper wrapper = new Wrapper(containers, "1001");
        serve(wrapper, passed -> containers.asyncStarted = true);
        wrapper.user = null;

        containers.asyncStarted = false;
        containers.dispatcherType = DispatcherType.ASYNC;
        serve(
                new Wrapper(containers, "1001"),
                passed -> assertThat(member().communityMemberId()).isEqualTo(1001));
        containers.processing.context().complete();

        assertThat(application.obtains()).isEqualTo(1);
        assertThat(containers.attributeNames()).doesNotContain("io.github.circleauth.pass");
    }

    /** Shiro's and Spring Security's wrappers look for the user in a thread-local. */
    @Test
    void aWrapperThatFindsNoUserOnAnotherThreadEndsNothing() throws Exception {
        Thread filters = Thread.currentThread();
        serve(
                new Wrapper(containers, "1001") {
                    @Override
                    public @Nullable Principal getUserPrincipal() {
                        return Thread.currentThread() == filters ? super.getUserPrincipal() : null;
                    }
                },
                passed -> {
                    assertThat(CompletableFuture.supplyAsync(() -> member().whyAbsent())
                                    .join())
                            .contains(Absence.ANONYMOUS);
                    assertThat(member().isPresent()).isTrue();
                });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    /** The container may use the filter's thread for the rest of an asynchronous request. */
    @Test
    void aWrapperWithoutAUserAfterTheStartOfAsynchronousProcessingEndsNothing() {
        Wrapper wrapper = new Wrapper(containers, "1001");

        serve(wrapper, passed -> containers.asyncStarted = true);
        wrapper.user = null;

        assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(application.alive()).containsExactly(1001L, 1001L);
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

    @Test
    void aValueOfTheApplicationUnderTheAttributesNameIsNoUserAndEndsNothing() {
        serveAs("1001");

        for (Object spoofed : new Object[] {"1002", new Wrapper(containers, "1002"), (Principal) () -> "1002"}) {
            containers.setAttribute("io.github.circleauth.pass", spoofed);
            assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
            serve(
                    new Wrapper(containers, "1001"),
                    passed -> assertThat(member().communityMemberId()).isEqualTo(1001));
            assertThat(containers.getAttribute("io.github.circleauth.pass"))
                    .as("put back")
                    .isSameAs(spoofed);
        }

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void anApplicationThatRemovesTheAttributeIsAnonymousAndEndsNothing() {
        serve(new Wrapper(containers, "1001"), passed -> {
            passed.removeAttribute("io.github.circleauth.pass");
            assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS);
        });

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

    /** As if the library's filter is mapped to forwards and error pages, and the login's filter is not. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "REQUEST")
    void aDispatchThatTheLoginsFilterDoesNotWrapIsAnonymousAndEndsNothing(DispatcherType type) {
        serve(new Wrapper(containers, "1001"), passed -> {
            containers.dispatcherType = type;
            serve(containers, dispatched -> assertThat(member().whyAbsent()).contains(Absence.ANONYMOUS));
            containers.dispatcherType = DispatcherType.REQUEST;
            assertThat(member().communityMemberId()).isEqualTo(1001);
        });
        containers.dispatcherType = type;
        serve(containers, dispatched -> {});

        assertThat(application.alive()).containsExactly(1001L, 1001L);
        assertThat(application.obtains()).isEqualTo(1);
    }

    @Test
    void aSignOutInAForwardEndsTheLeaseOnTheWayBack() {
        Wrapper live = new Wrapper(containers, "1001");

        serve(live, passed -> {
            containers.dispatcherType = DispatcherType.FORWARD;
            serve(passed, forwarded -> live.user = null);
            containers.dispatcherType = DispatcherType.REQUEST;
        });

        assertThat(application.alive()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPageThatASignOutForwardsToHasNoMemberEither(boolean sessionIsMadeBefore) {
        serveAs("1001");
        StubSession next = application.session("s2");

        serve(new Wrapper(containers, "1001"), passed -> {
            session.end(application.server.listener);
            containers.session(sessionIsMadeBefore ? next : null);
            containers.dispatcherType = DispatcherType.FORWARD;
            serve(passed, forwarded -> {
                containers.session(next);
                assertThat(member().isPresent()).isFalse();
                assertThat(member().whyAbsent()).contains(Absence.ENDED);
            });
            containers.dispatcherType = DispatcherType.REQUEST;
        });

        assertThat(next.attributes).isEmpty();
        assertThat(application.alive()).isEmpty();
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
