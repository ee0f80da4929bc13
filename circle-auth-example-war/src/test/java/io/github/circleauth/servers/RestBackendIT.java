package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.JwtSite;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A REST back end without sessions: each request has a token of MicroProfile JWT. */
class RestBackendIT extends ServerTestBase {

    private static final String DEPLOYMENT = "rest-backend";

    /** All that is called has a user. */
    private static final String CONSTRAINT = """
            <security-constraint>
              <web-resource-collection>
                <web-resource-name>back end</web-resource-name>
                <url-pattern>/rest/*</url-pattern>
                <url-pattern>/circle/*</url-pattern>
              </web-resource-collection>
              <auth-constraint>
                <role-name>**</role-name>
              </auth-constraint>
            </security-constraint>
            """;

    private static final String COMMUNITY_MEMBER = "/circle/community_member";

    private static IdentityProvider provider;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive backEnd() {
        return TestWars.withRest(
                        TestWars.warWithLogin(DEPLOYMENT, TestWars.FILTER + TestWars.PROXY + CONSTRAINT, "MP-JWT"))
                .addClass(JwtSite.class);
    }

    @BeforeAll
    static void startProvider() {
        provider = IdentityProvider.start(0);
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(Map.of(
                "circle.auth.sessionless", "per-user",
                "circle.auth.identity-from", "claim:circle_member",
                "circle.auth.on-failure", "reject",
                "circle.auth.reject-paths", "/rest/*",
                "mp.jwt.verify.publickey", provider.publicKey(),
                "mp.jwt.verify.issuer", provider.issuer()));
        circle.reset();
        deployer.deploy(DEPLOYMENT);
    }

    /** No session ends with the application, and yet nothing is left. */
    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    /** A token of the user's, another one for each request. */
    private static String jwt(long user) {
        return provider.token(Map.of(
                "sub",
                "u-" + user,
                "upn",
                "user" + user,
                "circle_member",
                Long.toString(user),
                "groups",
                List.of("member")));
    }

    private static long obtains() {
        return circle.audit().calls("/auth_token");
    }

    private static String idOf(String response) {
        return response.replaceFirst("(?s).*?\"id\":(\\d+),.*", "$1");
    }

    @Test
    void aHundredRequestsOfOneUserCostOneTokenAndAnotherUserHasTheOwn() {
        String adas = Long.toString(ADA);
        String graces = Long.toString(GRACE);
        List<String> paths = List.of("/rest/circle/member-api", "/rest/circle/jax-rs", COMMUNITY_MEMBER);

        // Each client is new, and without cookies.
        assertThat(IntStream.range(0, 100)
                        .parallel()
                        .mapToObj(i ->
                                idOf(new ProbeClient(DEPLOYMENT).bodyWith(jwt(ADA), paths.get(i % paths.size())))))
                .containsOnly(adas);
        assertThat(obtains()).isEqualTo(1);

        assertThat(idOf(new ProbeClient(DEPLOYMENT).bodyWith(jwt(GRACE), COMMUNITY_MEMBER)))
                .isEqualTo(graces);
        assertThat(idOf(new ProbeClient(DEPLOYMENT).bodyWith(jwt(ADA), COMMUNITY_MEMBER)))
                .isEqualTo(adas);
        assertThat(obtains()).isEqualTo(2);
        assertThat(alive(ADA)).hasSize(2);
        assertThat(alive(GRACE)).hasSize(2);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void sessionsThatTheApplicationMakesForEachRequestCostNothing() {
        for (int i = 0; i < 5; i++) {
            assertThat(new ProbeClient(DEPLOYMENT).stepsWith(jwt(ADA), "session,token"))
                    .singleElement()
                    .asString()
                    .startsWith(ADA + " ");
        }

        assertThat(obtains()).isEqualTo(1);
    }

    @Test
    void aSignOutWithASessionRevokesBothTokensOfTheUser() {
        ProbeClient browser = new ProbeClient(DEPLOYMENT);
        String sessionless =
                new ProbeClient(DEPLOYMENT).stepsWith(jwt(ADA), "token").get(0);
        browser.stepsWith(jwt(ADA), "session");
        String ofSession = browser.stepsWith(jwt(ADA), "token").get(0);
        assertThat(ofSession).startsWith(ADA + " ").isNotEqualTo(sessionless);

        assertThat(browser.stepsWith(jwt(ADA), "invalidate,token")).containsExactly("none: ENDED");

        awaitNoTokenAlive();
    }

    @Test
    void aUserWhoIsNoMemberIsRefusedAndAnAnonymousRequestGetsNothing() {
        assertThat(new ProbeClient(DEPLOYMENT)
                        .getWith(jwt(4711), "/rest/circle/member-api")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> anonymous = new ProbeClient(DEPLOYMENT).get("/rest/circle/member-api");
        assertThat(anonymous.body()).doesNotContain("\"id\"");
        assertThat(obtains()).as("of the other user").isEqualTo(1);
    }
}
