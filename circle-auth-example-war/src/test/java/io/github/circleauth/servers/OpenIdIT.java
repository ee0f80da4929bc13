package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.GraceForEveryone;
import io.github.circleauth.servers.app.OpenIdSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A site whose users sign in with OpenID Connect of Jakarta Security. */
class OpenIdIT extends ServerTestBase {

    private static final String DEPLOYMENT = "openid";

    private static final String COUNTING = "openid-counting";

    private static IdentityProvider provider;

    private final ProbeClient user = ProbeClient.followingRedirects(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER).addClass(OpenIdSite.class);
    }

    @Deployment(name = COUNTING, managed = false, testable = false)
    static WebArchive countingSite() {
        return TestWars.war(COUNTING, TestWars.FILTER)
                .addClass(OpenIdSite.class)
                .addClass(GraceForEveryone.class);
    }

    @BeforeAll
    static void startProvider() {
        provider = IdentityProvider.start(Integer.getInteger("it.identity-provider-port"));
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(Map.of(
                "test.provider", provider.issuer(),
                "circle.auth.identity", "verified-email",
                "circle.auth.identity-from", "claim:email"));
        deployer.deploy(DEPLOYMENT);
    }

    /** Signs a user in at the provider, in a browser's session. Returns the member's token, or the reason why there is none. */
    private static String tokenOf(ProbeClient browser, Map<String, ?> idToken, Map<String, ?> userInfo) {
        Map<String, Object> token = new HashMap<>(Map.of("preferred_username", "whatever-the-user-likes"));
        token.putAll(idToken);
        provider.nextUser(token, userInfo);
        browser.closedSteps("nothing");
        return token(browser);
    }

    private static String tokenOf(Map<String, ?> idToken, Map<String, ?> userInfo) {
        return tokenOf(ProbeClient.followingRedirects(DEPLOYMENT), idToken, userInfo);
    }

    private static String token(ProbeClient browser) {
        return browser.closedSteps("token").get(0);
    }

    private static Map<String, ?> address(String email, Object verified) {
        return Map.of("sub", "u-1", "email", email, "email_verified", verified);
    }

    @Test
    void aVerifiedAddressIsTheMemberAndItsSpellingOfTrueIsTheProviders() {
        for (Object verified : List.of(true, "true")) {
            assertThat(tokenOf(address("ada@example.com", verified), Map.of("sub", "u-1")))
                    .startsWith(ADA + " ");
        }
        assertThat(tokenOf(Map.of("sub", "u-1"), address("grace@example.com", true)))
                .as("claims of the userinfo alone")
                .startsWith(GRACE + " ");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void anAddressThatIsNotVerifiedIsNoMember() {
        ServerLog log = new ServerLog();
        String none = "none: NOT_A_MEMBER";

        assertThat(tokenOf(address("ada@example.com", false), address("ada@example.com", true)))
                .isEqualTo(none);
        assertThat(tokenOf(Map.of("sub", "u-1", "email", "ada@example.com"), Map.of("sub", "u-1")))
                .isEqualTo(none);
        assertThat(tokenOf(Map.of("sub", "u-1", "email", "ada@example.com"), address("grace@example.com", false)))
                .isEqualTo(none);
        assertThat(tokenOf(Map.of("sub", "u-1"), Map.of("sub", "u-1")))
                .as("no address at all")
                .isEqualTo(none);

        assertThat(circle.audit().alive()).isEmpty();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.text())
                        .contains("CIRCLE-0004: ", "email_verified is not true", "email_verified is missing"));
    }

    /** With groups in the token, Jakarta Security itself does not ask for the userinfo. */
    @Test
    void theUserInfoOfAnotherUserDoesNotCountAndIsNotAskedForNeedlessly() {
        Map<String, Object> inGroups = new HashMap<>(Map.of("groups", List.of("member"), "sub", "u-1"));
        int before = provider.userInfoRequests();
        inGroups.putAll(address("ada@example.com", true));
        assertThat(tokenOf(inGroups, Map.of("sub", "u-1"))).startsWith(ADA + " ");
        assertThat(provider.userInfoRequests()).isEqualTo(before);

        inGroups.keySet().removeAll(List.of("email", "email_verified"));
        assertThat(tokenOf(inGroups, Map.of("sub", "u-2", "email", "grace@example.com", "email_verified", true)))
                .isEqualTo("none: NOT_A_MEMBER");
    }

    @Test
    void theSignOutRevokesTheTokensAndTheNextUserOfTheBrowserGetsTheOwn() {
        String adas = tokenOf(user, address("ada@example.com", true), Map.of("sub", "u-1"));
        assertThat(token(user)).isEqualTo(adas).startsWith(ADA + " ");

        // Jakarta Security sends the browser to the provider, to sign in anew.
        user.withoutRedirects().response("logout");
        awaitNoTokenAlive();
        assertThat(tokenOf(
                        user,
                        Map.of("sub", "u-2", "email", "grace@example.com", "email_verified", true),
                        Map.of("sub", "u-2")))
                .startsWith(GRACE + " ");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void aResolverIsAskedOnceForASignIn() {
        deployer.deploy(COUNTING);
        ProbeClient counted = ProbeClient.followingRedirects(COUNTING);
        tokenOf(counted, address("ada@example.com", true), Map.of("sub", "u-1"));

        for (int i = 0; i < 3; i++) {
            assertThat(counted.closedSteps("token,asked")).last().isEqualTo("1");
        }
        deployer.undeploy(COUNTING);
    }
}
