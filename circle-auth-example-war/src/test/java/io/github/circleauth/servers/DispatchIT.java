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
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A member's token during the dispatches of a request, and during the life of a session. */
class DispatchIT extends ServerTestBase {

    private static final String DEPLOYMENT = "dispatches";

    private static boolean deployed;

    private int issuedBefore;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive dispatches() {
        return TestWars.war(DEPLOYMENT, "").addClass(AnnotatedSite.class);
    }

    @BeforeEach
    void deployOnce() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        issuedBefore = circle.audit().tokens().size();
    }

    /** Each test ends its sessions, so all their tokens must be revoked. */
    @AfterEach
    void allTokensAreRevokedOrExpired() {
        awaitNoneAlive(SOON);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    /** Checks this test's tokens only, so that its failure does not affect other tests. */
    private void awaitNoneAlive(Duration timeout) {
        await().atMost(timeout)
                .untilAsserted(() -> assertThat(circle.audit().alive()).noneMatch(issued()::contains));
    }

    private List<Audit.Token> issued() {
        List<Audit.Token> all = circle.audit().tokens();
        return all.subList(issuedBefore, all.size());
    }

    /** Open Liberty sends another cookie too, which keeps the user signed in. */
    private static Stream<String> sessionCookies(HttpResponse<String> response) {
        return response.headers().allValues("set-cookie").stream().filter(cookie -> cookie.startsWith("JSESSIONID="));
    }

    /** Returns the member's current token in the format of {@link Probe}. */
    private String tokenOf(long member) {
        List<String> held = issued().stream()
                .filter(token -> token.kind() == Audit.Kind.ACCESS)
                .filter(alive(member)::contains)
                .map(token -> member + " " + Probe.fingerprint(token.value()))
                .toList();
        assertThat(held).hasSize(1);
        return held.get(0);
    }

    private static ProbeClient client() {
        return new ProbeClient(DEPLOYMENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"forward", "include"})
    void I9_aForwardOrIncludeHasTheSameTokenAndSendsNoRequestToCircle(String dispatch) {
        ProbeClient ada = client();

        List<String> lines = ada.stepsAs(ADA, "session,token," + dispatch + ",token");

        assertThat(lines).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-error", "throw"})
    void I9_anErrorPageHasTheSameToken(String failure) {
        ProbeClient ada = client();

        HttpResponse<String> response = ada.responseAs(ADA, "session,token," + failure + ",token");

        assertThat(response.statusCode()).isEqualTo(failure.equals("throw") ? 500 : 409);
        assertThat(response.body().lines()).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    /** With capture, since Payara 6 has no request scope in asynchronous dispatches. */
    @ParameterizedTest
    @ValueSource(strings = {"async-start", "async-dispatch", "async-timeout"})
    void aCapturedMemberServesAnAsynchronousRequestToItsEnd(String asynchronous) {
        ProbeClient ada = client();

        List<String> lines = ada.stepsAs(ADA, "session,token,capture," + asynchronous + ",captured");

        assertThat(lines).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(issued()).hasSize(2);

        // The next request has the same user and the same lease.
        assertThat(ada.stepsAs(ADA, "token,invalidate")).hasSize(1);
        assertThat(issued()).hasSize(2);
    }

    @Test
    void aUserWhoSignsInDuringARequestHasATokenInTheSameRequest() {
        ProbeClient ada = client();

        List<String> lines = ada.steps("session,token,login:1001,token");

        assertThat(lines).containsExactly("none: ANONYMOUS", tokenOf(ADA));
        ada.steps("invalidate");
    }

    @Test
    void aUserWhoSignsOutDuringARequestHasNoTokenThoughTheSessionContinues() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "logout,token")).containsExactly("none: ANONYMOUS");

        awaitNoneAlive(SOON);
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    /** In Open Liberty the sign-out ends the session, and the new user gets another. */
    @Test
    void aChangeOfUserDuringARequestChangesTheToken() {
        ProbeClient user = client();
        user.stepsAs(ADA, "session,token");
        String adas = tokenOf(ADA);

        List<String> lines = user.stepsAs(ADA, "token,logout,login:1002,session,token");

        assertThat(lines).containsExactly(adas, tokenOf(GRACE));
        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
        user.stepsAs(GRACE, "invalidate");
    }

    @Test
    void I1_aNewSessionIdKeepsTheToken() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "token,change-id,token")).containsExactly(tokenOf(ADA), tokenOf(ADA));
        assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aSessionThatTheApplicationEndsDuringARequestEndsItsToken() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "invalidate,token")).containsExactly("none: NO_SESSION");

        awaitNoneAlive(SOON);
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Test
    void aNewSessionInTheSameRequestHasATokenOfItsOwn() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");
        String previous = tokenOf(ADA);

        String next = ada.stepsAs(ADA, "invalidate,session,token").get(0);

        assertThat(next).startsWith(ADA + " ").isNotEqualTo(previous);
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aTokenIsAvailableAfterTheResponseIsCommitted() {
        ProbeClient ada = client();

        assertThat(ada.stepsAs(ADA, "session,commit,token")).containsExactly(tokenOf(ADA));
        assertThat(client().stepsAs(ADA, "commit,token")).containsExactly("none: NO_SESSION");
        ada.stepsAs(ADA, "invalidate");
    }

    @Test
    void aSignedInUserWithoutASessionHasNoTokenAndGetsNoSession() {
        HttpResponse<String> response = client().responseAs(ADA, "user,token");

        assertThat(response.body().lines()).last().isEqualTo("none: NO_SESSION");
        assertThat(sessionCookies(response)).isEmpty();
        assertThat(issued()).isEmpty();
    }

    @Test
    void aSessionThatNeverTimesOutKeepsItsToken() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");

        assertThat(ada.stepsAs(ADA, "timeout:-1,token")).containsExactly(tokenOf(ADA));
        assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
        assertThat(issued()).hasSize(2);
        ada.stepsAs(ADA, "invalidate");
    }

    /** Servlet 6.0 defines 0 as never, Payara 6 treats it as at once. In both cases the token ends with the session. */
    @Test
    void withATimeoutOfZeroTheTokenEndsWithTheSession() {
        ProbeClient ada = client();
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
    void aTimeoutThatIsShortenedLaterEndsTheTokenWithTheSession() {
        ProbeClient ada = client();
        ada.stepsAs(ADA, "session,token");

        ada.stepsAs(ADA, "timeout:1");

        awaitNoneAlive(Duration.ofMinutes(2));
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Deployment(name = "creating-sessions", managed = false, testable = false)
    static WebArchive creatingSessions() {
        return TestWars.war("creating-sessions", "").addClass(AnnotatedSite.class);
    }

    @Test
    void withCreateSessionASignedInUserGetsASessionButAnAnonymousUserDoesNot() {
        TestWars.configure(Map.of("circle.auth.create-session", "true"));
        deployer.deploy("creating-sessions");
        try {
            ProbeClient ada = new ProbeClient("creating-sessions");

            HttpResponse<String> response = ada.responseAs(ADA, "token");

            assertThat(response.body().lines()).containsExactly(tokenOf(ADA));
            assertThat(sessionCookies(response)).hasSize(1);
            assertThat(ada.stepsAs(ADA, "token")).containsExactly(tokenOf(ADA));
            HttpResponse<String> anonymous = new ProbeClient("creating-sessions").response("token");
            assertThat(anonymous.body().lines()).containsExactly("none: ANONYMOUS");
            assertThat(sessionCookies(anonymous)).isEmpty();
            assertThat(issued()).hasSize(2);
            ada.stepsAs(ADA, "invalidate");
        } finally {
            deployer.undeploy("creating-sessions");
            TestWars.configure(Map.of());
        }
    }

    /** As with every request of a client that keeps no cookies. */
    @Test
    void withoutASessionAUserHasOneTokenForAllRequestsIfThatIsConfigured() {
        TestWars.configure(Map.of("circle.auth.sessionless", "per-user"));
        deployer.deploy("creating-sessions");
        try {
            for (int i = 0; i < 5; i++) {
                HttpResponse<String> response = new ProbeClient("creating-sessions").responseAs(ADA, "token");

                assertThat(response.body().lines()).containsExactly(tokenOf(ADA));
                assertThat(sessionCookies(response)).isEmpty();
            }
            assertThat(issued()).hasSize(2);
        } finally {
            deployer.undeploy("creating-sessions");
            TestWars.configure(Map.of());
        }
        awaitNoneAlive(SOON);
    }
}
