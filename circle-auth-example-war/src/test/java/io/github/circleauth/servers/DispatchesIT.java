package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.servers.app.AnnotatedSite;
import io.github.circleauth.servers.app.Probe;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways of a request through a container, and of a session, with the token along. */
class DispatchesIT extends InServer {

    private static final String DEPLOYMENT = "dispatches";

    private static boolean deployed;

    private int issuedBefore;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive dispatches() {
        return Wars.war(DEPLOYMENT, "").addClass(AnnotatedSite.class);
    }

    @BeforeEach
    void deployOnce() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        issuedBefore = circle.audit().tokens().size();
    }

    /** No test leaves a session with a token behind; what is still alive was forgotten by us. */
    @AfterEach
    void noTokenIsForgotten() {
        awaitNoneAlive(SOON);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    /** Of those that this test had issued, so that one test's failure is not the next one's. */
    private void awaitNoneAlive(Duration patience) {
        await().atMost(patience)
                .untilAsserted(() -> assertThat(circle.audit().alive()).noneMatch(issued()::contains));
    }

    private List<Audit.Token> issued() {
        List<Audit.Token> all = circle.audit().tokens();
        return all.subList(issuedBefore, all.size());
    }

    /** How a {@link Probe} names the token that this member holds now. */
    private String tokenOf(long member) {
        List<String> held = issued().stream()
                .filter(token -> token.kind() == Audit.Kind.ACCESS)
                .filter(alive(member)::contains)
                .map(token -> member + " " + Probe.fingerprint(token.value()))
                .toList();
        assertThat(held).hasSize(1);
        return held.get(0);
    }

    private static Visitor visitor() {
        return new Visitor(DEPLOYMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "include"})
    void anotherDispatchOfTheRequestHasTheSameTokenAndAsksCircleForNothing(String dispatch) {
        Visitor ada = visitor();

        List<String> lines = ada.stepsAs(ADA, "session,token," + dispatch + ",token");

        assertThat(lines).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-error", "throw"})
    void anErrorPageHasTheSameToken(String failure) {
        Visitor ada = visitor();

        HttpResponse<String> answer = ada.answerAs(ADA, "session,token," + failure + ",token");

        assertThat(answer.statusCode()).isEqualTo(failure.equals("throw") ? 500 : 409);
        assertThat(answer.body().lines()).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    /** Captured, since Payara 6 has no request scope in any asynchronous dispatch. */
    @ParameterizedTest
    @ValueSource(strings = {"async-start", "async-dispatch", "async-timeout"})
    void aCapturedMemberServesAnAsynchronousRequestToItsEnd(String asynchronous) {
        Visitor ada = visitor();

        List<String> lines = ada.stepsAs(ADA, "session,token,capture," + asynchronous + ",captured");

        assertThat(lines).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);

        // The user is still known when the next request comes, and so is the lease.
        assertThat(ada.stepsAs(ADA, "token,invalidate")).hasSize(1);
        assertThat(issued()).hasSize(2);
    }

    @Test
    void whoeverSignsInInsideARequestHasATokenInTheSameRequest() {
        Visitor ada = visitor();

        List<String> lines = ada.steps("session,token,login:1001,token");

        assertThat(lines).containsExactly("none: ANONYMOUS", tokenOf(ADA));
        ada.steps("invalidate");
    }

    @Test
    void whoeverSignsOutInsideARequestHasNoTokenAnyMoreThoughTheSessionGoesOn() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "logout,token")).containsExactly("none: ANONYMOUS");

        awaitNoneAlive(SOON);
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Test
    void aChangeOfUserInsideARequestChangesTheToken() {
        Visitor visitor = visitor();
        visitor.stepsAs(ADA, "session,token");
        String adas = tokenOf(ADA);

        List<String> lines = visitor.stepsAs(ADA, "token,logout,login:1002,token");

        assertThat(lines).containsExactly(adas, tokenOf(GRACE));
        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
        visitor.stepsAs(GRACE, "invalidate");
    }

    @Test
    void aNewSessionIdKeepsTheToken() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "token,change-id,token")).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aSessionThatTheApplicationEndsInsideARequestTakesItsTokenAlong() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "invalidate,token")).containsExactly("none: NO_SESSION");

        awaitNoneAlive(SOON);
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Test
    void theSessionThatFollowsInTheSameRequestHasATokenOfItsOwn() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");
        String former = tokenOf(ADA);

        String next = ada.stepsAs(ADA, "invalidate,session,token").get(0);

        assertThat(next).startsWith(ADA + " ").isNotEqualTo(former);
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aTokenCanBeAskedForWhenTheResponseIsOnItsWay() {
        Visitor ada = visitor();

        assertThat(ada.stepsAs(ADA, "session,commit,token")).containsExactly(tokenOf(ADA));
        assertThat(visitor().stepsAs(ADA, "commit,token")).containsExactly("none: NO_SESSION");
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aSignedInUserWithoutASessionHasNoTokenAndGetsNoSession() {
        HttpResponse<String> answer = visitor().answerAs(ADA, "user,token");

        assertThat(answer.body().lines()).last().isEqualTo("none: NO_SESSION");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        assertThat(issued()).isEmpty();
    }

    @Test
    void aSessionThatNeverTimesOutKeepsItsToken() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "timeout:-1,token")).containsExactly(tokenOf(ADA));
        assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    /** Never, says Servlet 6.0; Payara 6 takes it for at once. The token goes with the session in either case. */
    @Test
    void aTimeOutOfZeroIsWhatTheServerTakesItFor() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");
        String token = tokenOf(ADA);

        String now = ada.stepsAs(ADA, "timeout:0,token").get(0);
        String next = ada.stepsAs(ADA, "token").get(0);

        assertThat(now).isIn(token, "none: NO_SESSION");
        assertThat(next).isEqualTo(now);
        assertThat(issued()).hasSize(2);
        if (next.equals(token)) {
            ada.stepsAs(ADA, "invalidate");
        }
        awaitNoneAlive(Duration.ofMinutes(2));
    }

    @Test
    void aTimeOutThatIsShortenedMeanwhileEndsTheTokenWithTheSession() {
        Visitor ada = visitor();
        ada.stepsAs(ADA, "session,token");

        ada.stepsAs(ADA, "timeout:1");

        awaitNoneAlive(Duration.ofMinutes(2));
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Deployment(name = "creating-sessions", managed = false, testable = false)
    static WebArchive creatingSessions() {
        return Wars.war("creating-sessions", "").addClass(AnnotatedSite.class);
    }

    @Test
    void withCreateSessionASignedInUserGetsASessionAndAnAnonymousOneDoesNot() {
        Wars.configure(Map.of("circle.auth.create-session", "true"));
        deployer.deploy("creating-sessions");
        try {
            Visitor ada = new Visitor("creating-sessions");

            HttpResponse<String> answer = ada.answerAs(ADA, "token");

            assertThat(answer.body().lines()).containsExactly(tokenOf(ADA));
            assertThat(answer.headers().map()).containsKey("set-cookie");
            assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
            HttpResponse<String> anonymous = new Visitor("creating-sessions").answer("token");
            assertThat(anonymous.body().lines()).containsExactly("none: ANONYMOUS");
            assertThat(anonymous.headers().map()).doesNotContainKey("set-cookie");
            assertThat(issued()).hasSize(2);
            ada.stepsAs(ADA, "invalidate");
        } finally {
            deployer.undeploy("creating-sessions");
            Wars.configure(Map.of());
        }
    }
}
