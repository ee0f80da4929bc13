package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Fault;
import io.github.circleauth.sandbox.Person;
import io.github.circleauth.sandbox.SandboxRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Circle's Member API from an application's code, with the server's HTTP clients, and from its pages. */
class MemberApiIT extends ServerTestBase {

    private static final String DEPLOYMENT = "member-api";

    /** Part of the response to {@code GET /community_member}. */
    private static final String IS_ADA = "\"id\":" + ADA + ",";

    private static boolean deployed;

    private ProbeClient ada;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive memberApi() {
        return TestWars.restWar(DEPLOYMENT);
    }

    @BeforeEach
    void signIn() {
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        ada = new ProbeClient(DEPLOYMENT);
        ada.steps("session,login:" + ADA);
        ada.steps("token");
    }

    @AfterEach
    void signOut() {
        ada.steps("invalidate");
        awaitNoTokenAlive();
    }

    /** Revokes the token in use a minute after its creation, as another program could: Circle then rejects it. */
    private void revokeToken() {
        circle.clock().advance(Duration.ofMinutes(1));
        for (Audit.Token token : alive(ADA)) {
            if (token.kind() == Audit.Kind.ACCESS) {
                circle.handle(SandboxRequest.json(
                                "POST",
                                "/api/v1/headless/access_token/revoke",
                                circle.apiToken(),
                                "{\"access_token\":\"" + token.value() + "\"}"))
                        .delivered();
            }
        }
    }

    private static long renewals() {
        return circle.audit().calls("/auth_token") + circle.audit().calls("/access_token/refresh");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "member-api",
                "rest-client",
                "rest-client-async",
                "rest-client-of-builder",
                "jax-rs",
                "rx",
                "async",
                "apache",
                "jdk",
                "managed-executor",
                "own-thread",
                "suspended"
            })
    void eachClientSendsRequestsAsTheMemberAndRenewsARejectedToken(String how) {
        assertThat(ada.body("/rest/circle/" + how)).contains(IS_ADA);
        long before = renewals();
        revokeToken();

        assertThat(ada.body("/rest/circle/" + how)).contains(IS_ADA);

        // A refreshed token may not be newer, since Circle's times have whole seconds; then another one is obtained.
        assertThat(renewals()).isBetween(before + 1, before + 2);
    }

    @Test
    void aRequestBodyIsSentAgainWithTheNewToken() {
        revokeToken();

        assertThat(ada.body("/rest/circle/rest-client-post")).isEqualTo("{\"new_notifications_count\":0}");
    }

    @Test
    void aClientOfRestEasyThatKeepsCookiesIsRejected() {
        assertThat(ada.body("/rest/circle/keeping-cookies"))
                .satisfiesAnyOf(
                        // Payara has Jersey.
                        response -> assertThat(response).contains(IS_ADA),
                        response -> assertThat(response)
                                .startsWith("IllegalArgumentException: ")
                                .contains("keeps cookies"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"without-capture", "rx-without-capture", "async-without-capture"})
    void onAThreadWithoutARequestTheExceptionNamesCapture(String how) {
        assertThat(ada.body("/rest/circle/" + how))
                .satisfiesAnyOf(
                        // Payara's executors propagate the request.
                        response -> assertThat(response).contains(IS_ADA),
                        response -> assertThat(response)
                                .startsWith("IllegalStateException: ")
                                .contains("CircleMember.capture()"));
    }

    /** Without a mapper, RESTEasy and Jersey respond with 500. */
    @ParameterizedTest
    @ValueSource(strings = {"member-api", "rest-client", "rest-client-async", "jax-rs", "stage", "later", "suspended"})
    void aFailureOfAResourceIsAProblemForTheClient(String how) {
        HttpResponse<String> anonymous = new ProbeClient(DEPLOYMENT).get("/rest/problem/" + how);
        assertProblem(anonymous, 401, "not-signed-in");

        ada.steps("logout");
        awaitNoTokenAlive();
        circle.people(Person.DEFAULT.stream()
                .filter(person -> person.communityMemberId() != ADA)
                .toList());
        ada.steps("login:" + ADA);
        assertProblem(ada.get("/rest/problem/" + how), 403, "not-a-member");

        circle.people(Person.DEFAULT);
    }

    @Test
    void anUnavailableCircleIsAProblemForTheClient() {
        circle.faults().next("community_member", Fault.status(503));

        HttpResponse<String> response = ada.get("/rest/problem/member-api");

        assertProblem(response, 503, "unavailable");
        assertThat(response.headers().firstValue("retry-after")).hasValue("5");
        assertThat(ada.body("/rest/problem/member-api")).contains(IS_ADA);
    }

    @Test
    void otherFailuresOfAResourceAreLeftToTheServer() {
        assertThat(ada.get("/rest/problem/unrelated").statusCode()).isEqualTo(500);
        assertThat(ada.get("/rest/problem/unrelated-client").statusCode()).isEqualTo(500);
        assertThat(ada.get("/rest/problem/unrelated-client").body()).doesNotContain("reason");
    }

    private static void assertProblem(HttpResponse<String> response, int status, String reason) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(response.body()).contains("\"reason\":\"" + reason + "\"");
    }

    @Test
    void thePagesProxySendsRequestsAsTheMember() {
        HttpResponse<String> response = ada.get("/circle/community_member?x=%C3%A9");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains(IS_ADA);
        assertThat(response.headers().firstValue("cache-control")).hasValue("private, no-store");
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(new ProbeClient(DEPLOYMENT).get("/circle/home").statusCode()).isEqualTo(401);
    }

    /** However the server normalizes these paths, none of them reaches Circle. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/circle/../circle/%2e%2e/%2e%2e/v1/headless/auth_token",
                "/circle/..%2f..%2fv1%2fheadless%2fauth_token",
                "/circle/%2e%2e/%2e%2e/v1/headless/auth_token",
                "/circle/home;/../x",
                "/circle;x=y/home",
                "/circle//home",
                "/circle/home%0d%0aX-Y:%20z",
                "/circle/%5c..%5chome",
                "/%63ircle/home",
                "/circle/home%00",
                "/circle/home?a=%0d%0aX-Y:%20z",
                "/circle/http://127.0.0.1/",
                "/circle/home%23x",
                "/circle/home/."
            })
    void hostilePathsDoNotReachCircle(String path) throws IOException {
        List<Audit.CallRecord> before = circle.audit().calls();

        int status = ada.rawStatus(path);

        assertThat(status).isIn(400, 404);
        assertThat(circle.audit()
                        .calls()
                        .subList(before.size(), circle.audit().calls().size()))
                .noneMatch(call -> call.path().contains("home") || call.path().contains("auth_token"));
    }
}
