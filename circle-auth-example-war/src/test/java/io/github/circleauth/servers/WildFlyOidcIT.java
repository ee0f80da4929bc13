package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.GraceForEveryone;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A site whose users sign in with WildFly's OpenID Connect. */
class WildFlyOidcIT extends ServerTestBase {

    private static final String DEPLOYMENT = "wildfly-oidc";

    private static final String COUNTING = "wildfly-oidc-counting";

    /** The user name is one that the user chooses at the provider. */
    private static final String OIDC_JSON = """
            {
              "client-id": "%s",
              "provider-url": "%s",
              "principal-attribute": "preferred_username",
              "credentials": {"secret": "%s"}
            }
            """;

    private static IdentityProvider provider;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return war(DEPLOYMENT);
    }

    private static WebArchive war(String name) {
        String issuer = "http://127.0.0.1:" + System.getProperty("it.identity-provider-port");
        return TestWars.warWithLogin(name, TestWars.FILTER, "OIDC")
                .addAsWebInfResource(
                        new StringAsset(OIDC_JSON.formatted(
                                IdentityProvider.CLIENT_ID, issuer, IdentityProvider.CLIENT_SECRET)),
                        "oidc.json");
    }

    @Deployment(name = COUNTING, managed = false, testable = false)
    static WebArchive countingSite() {
        return war(COUNTING).addClass(GraceForEveryone.class);
    }

    @BeforeAll
    static void startProvider() {
        provider = IdentityProvider.start(Integer.getInteger("it.identity-provider-port"));
    }

    @AfterAll
    static void stopProvider() {
        provider.close();
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(
                Map.of("circle.auth.identity", "verified-email", "circle.auth.identity-from", "claim:email"));
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    private static String tokenOf(ProbeClient browser, String subject, String email, Object verified) {
        provider.nextUser(
                Map.of(
                        "sub", subject,
                        "preferred_username", "the-user",
                        "email", email,
                        "email_verified", verified),
                Map.of("sub", subject));
        browser.closedSteps("nothing"); // WildFly sends the browser back to the page, without its parameters.
        return browser.closedSteps("token").get(0);
    }

    private static ProbeClient browser() {
        return ProbeClient.followingRedirects(DEPLOYMENT);
    }

    @Test
    void aVerifiedAddressIsTheMemberAndAnotherOneIsNot() {
        ProbeClient adas = browser();
        String token = tokenOf(adas, "u-1", "ada@example.com", true);
        assertThat(token).startsWith(ADA + " ");
        assertThat(adas.closedSteps("token")).containsExactly(token);

        assertThat(tokenOf(browser(), "u-2", "grace@example.com", "true")).startsWith(GRACE + " ");
        assertThat(tokenOf(browser(), "u-3", "ada@example.com", false)).isEqualTo("none: NOT_A_MEMBER");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void theNextUserOfTheBrowserGetsTheOwnMembersTokenUnderTheSameName() {
        ProbeClient browser = browser();
        assertThat(tokenOf(browser, "u-1", "ada@example.com", true)).startsWith(ADA + " ");

        browser.withoutRedirects().response("logout");
        awaitNoTokenAlive();
        assertThat(tokenOf(browser, "u-2", "grace@example.com", true)).startsWith(GRACE + " ");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void aResolverIsAskedOnceForASignIn() {
        deployer.deploy(COUNTING);
        ProbeClient counted = ProbeClient.followingRedirects(COUNTING);
        tokenOf(counted, "u-1", "ada@example.com", true);

        for (int i = 0; i < 3; i++) {
            assertThat(counted.closedSteps("token,asked")).last().isEqualTo("1");
        }
        deployer.undeploy(COUNTING);
    }
}
