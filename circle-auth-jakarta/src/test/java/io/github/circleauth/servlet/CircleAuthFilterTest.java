package io.github.circleauth.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.circleauth.Absence;
import io.github.circleauth.AccessToken;
import io.github.circleauth.CircleMember;
import io.github.circleauth.CircleUnavailableException;
import io.github.circleauth.NotSignedInException;
import io.github.circleauth.TokenState;
import io.github.circleauth.sandbox.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CircleAuthFilterTest {

    private final OneApplication application = new OneApplication(OneApplication.DEFAULTS);
    private final StubSession session = application.session("s1");

    private void signIn(String member) {
        application.serve(new StubRequest(member, session));
    }

    @Test
    @Tag("S6")
    void aSignedInRequestWithASessionGetsATokenAndTheSessionTwoStrings() {
        signIn("1001");

        assertThat(session.attributes)
                .hasSize(1 + 1)
                .allSatisfy((name, value) -> assertThat(value).isInstanceOf(String.class));
        assertThat(application.alive()).containsExactly(1001L, 1001L);
        assertThat(application
                        .member(new StubRequest("1001", session))
                        .accessToken()
                        .value()
                        .reveal())
                .isNotBlank();
    }

    @Test
    void theSessionAttributesShowNoToken() {
        signIn("1001");
        AccessToken token = application.member(new StubRequest("1001", session)).accessToken();
        application.serve(new StubRequest("1001", session));

        assertThat(session.attributes.values())
                .noneMatch(text -> text.toString().contains(token.value().reveal()));
    }

    @Test
    void noSessionIsCreatedForAnAnonymousOrASignedInRequest() {
        StubRequest anonymous = new StubRequest(null, null);
        StubRequest sessionless = new StubRequest("1001", null);

        application.serve(anonymous);
        application.serve(sessionless);

        assertThat(application.member(anonymous).whyAbsent()).contains(Absence.ANONYMOUS);
        assertThat(application.member(sessionless).whyAbsent()).contains(Absence.NO_SESSION);
        assertThat(application.member(sessionless).isPresent()).isFalse();
        assertThatThrownBy(() -> application.member(sessionless).accessToken())
                .isInstanceOfSatisfying(
                        NotSignedInException.class,
                        failure -> assertThat(failure.absence()).isEqualTo(Absence.NO_SESSION))
                .hasMessageContaining("circle.auth.create-session=true");
        assertThatThrownBy(() -> application.member(anonymous).accessToken())
                .isInstanceOfSatisfying(
                        NotSignedInException.class,
                        failure -> assertThat(failure.absence()).isEqualTo(Absence.ANONYMOUS))
                .hasMessageContaining("No user is signed in");
        assertThat(application.obtains()).isZero();
    }

    @Test
    @Tag("I1")
    void anAnonymousSessionIsLeftAsItIs() {
        application.serve(new StubRequest(null, session));

        assertThat(session.attributes).isEmpty();
        assertThat(application.leases.size()).isZero();
    }

    @Test
    void createSessionCreatesASessionForSignedInRequestsAlone() {
        OneApplication creating = new OneApplication(OneApplication.options(false, true));
        StubRequest signedIn = new StubRequest("1001", null);
        signedIn.toCreate = session;

        creating.serve(new StubRequest(null, null));
        creating.serve(signedIn);

        assertThat(creating.member(signedIn).isPresent()).isTrue();
    }

    @Test
    void anotherPrincipalBeforeTheChainEndsTheLeaseAndGetsAnotherOne() {
        signIn("1001");
        CircleMember former =
                application.member(new StubRequest("1001", session)).capture();

        StubRequest next = new StubRequest("1002", session);
        application.serve(
                next,
                request -> assertThat(application.member(request).communityMemberId())
                        .isEqualTo(1002));

        assertThat(former.state()).isEqualTo(TokenState.ENDED);
        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void anotherPrincipalInsideTheChainGetsItsOwnTokenAtOnce() {
        signIn("1001");

        application.serve(new StubRequest("1001", session), request -> {
            request.loginAs("1002");
            assertThat(application.member(request).communityMemberId()).isEqualTo(1002);
        });

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void anotherPrincipalInsideTheChainIsFoundAfterItEvenWithoutAUse() {
        signIn("1001");

        application.serve(new StubRequest("1001", session), request -> request.loginAs("1002"));

        assertThat(application.alive()).containsExactly(1002L, 1002L);
    }

    @Test
    void aLogoutInsideTheChainThatKeepsTheSessionEndsTheLease() {
        signIn("1001");

        application.serve(new StubRequest("1001", session), request -> request.loginAs(null));

        assertThat(session.attributes).isEmpty();
        assertThat(application.alive()).isEmpty();
        assertThat(application.ledger.size()).isZero();
    }

    @Test
    void anInvalidationInsideTheChainHasBothTokensRevoked() {
        signIn("1001");

        application.serve(new StubRequest("1001", session), request -> {
            session.end(application.server.listener);
            request.session(null);
        });

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void onceAsyncHasStartedNothingIsLookedUpAfterTheChain() {
        signIn("1001");

        application.serve(new StubRequest("1001", session), request -> {
            request.asyncStarted = true;
            request.loginAs("1002"); // As a recycled request may be by then.
        });

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void theLeaseIsLookedUpAfterTheChainEvenIfTheApplicationThrows() {
        signIn("1001");

        assertThatThrownBy(() -> application.serve(new StubRequest("1001", session), request -> {
                    request.loginAs(null);
                    throw new IllegalArgumentException("the application's own");
                }))
                .hasMessage("the application's own");

        assertThat(application.alive()).isEmpty();
    }

    @Test
    void theFilterDoesNotWaitWhileThereIsNoTokenYet() {
        application.atOnce = false;

        StubResponse response = application.serve(new StubRequest("1001", session));

        assertThat(response.status).isEqualTo(200);
        assertThat(application.queued).hasSize(1);
    }

    @Test
    void aRequestWaitOfZeroNeverWaitsAndDoesNotOpenTheCircuitBreaker() {
        application.atOnce = false;
        StubRequest request = new StubRequest("1001", session);
        CircleMember member = application.member(request);

        for (int i = 0; i < 10; i++) {
            assertThat(member.isPresent()).isFalse();
            assertThatThrownBy(member::accessToken).isInstanceOf(CircleUnavailableException.class);
        }

        assertThat(application.circuitBreaker.isOpen()).isFalse();
        application.queued.remove(0).run();
        assertThat(member.isPresent()).isTrue();
    }

    @Test
    @Tag("C8")
    void withoutCirclePagesThatDoNotNeedItWork() {
        application.circle.faults().always("*", Fault.status(503));

        StubResponse response = application.serve(
                new StubRequest("1001", session),
                request -> assertThat(application.member(request).isPresent()).isFalse());

        assertThat(response.status).isEqualTo(200);
    }

    @Test
    void wrappersAreIgnoredAndTheContainersRequestCounts() {
        StubRequest containers = new StubRequest("1001", session);
        var wrapped = new jakarta.servlet.http.HttpServletRequestWrapper(containers) {
            @Override
            public java.security.Principal getUserPrincipal() {
                return () -> "1002";
            }
        };

        application.server.serve(wrapped, request -> {});

        assertThat(application.alive()).containsExactly(1001L, 1001L);
    }

    @Test
    void anExpiredLeaseCostsOneObtainAndNothingElse() {
        signIn("1001");
        application.circle.clock().advance(Duration.ofHours(9));
        application.leases.sweep();
        application.runtime.memberOf(new StubRequest("1001", session));

        assertThat(application.member(new StubRequest("1001", session)).isPresent())
                .isTrue();
    }

    @Test
    void aPrincipalWithoutANameGetsNoToken() {
        OneApplication nameless = new OneApplication(OneApplication.DEFAULTS);
        StubRequest request = new StubRequest(null, nameless.session("nameless"));
        request.loginAsPrincipal(() -> null);

        nameless.serve(
                request,
                passed -> assertThat(nameless.member(passed).isPresent()).isFalse());

        assertThat(nameless.obtains()).isZero();
    }

    @Test
    void aFailureAfterTheChainDoesNotReachTheContainer() {
        OneApplication unsure = new OneApplication(OneApplication.DEFAULTS, caller -> {
            throw new IllegalStateException("The accounts can't be read.");
        });
        StubRequest login = new StubRequest(null, unsure.session("unsure"));

        StubResponse response = unsure.serve(login, passed -> {
            passed.loginAs("1001");
        });

        assertThat(response.status).isEqualTo(200);
    }
}
