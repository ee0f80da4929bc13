package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.PayaraOpenIdSite;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A site whose users sign in with Payara's own OpenID Connect, which is another one than Jakarta Security's. */
class PayaraOpenIdIT extends ServerTestBase {

    private static final String DEPLOYMENT = "payara-openid";

    private static final Map<String, ?> ADAS_ADDRESS = Map.of(
            "sub", "u-1", "preferred_username", "ada@example.com", "email", "ada@example.com", "email_verified", true);

    private static IdentityProvider provider;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER).addClass(PayaraOpenIdSite.class);
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

    private void deploy(String identityFrom) {
        TestWars.configure(Map.of(
                "test.provider",
                provider.issuer(),
                "circle.auth.identity",
                "verified-email",
                "circle.auth.identity-from",
                identityFrom));
        deployer.deploy(DEPLOYMENT);
    }

    private static String tokenOf(Map<String, ?> claims) {
        ProbeClient browser = ProbeClient.followingRedirects(DEPLOYMENT);
        provider.nextUser(claims, claims);
        browser.closedSteps("nothing");
        return browser.closedSteps("token").get(0);
    }

    @Test
    void theUserNameIsNoVerifiedAddress() {
        ServerLog log = new ServerLog();
        deploy("name");

        assertThat(tokenOf(ADAS_ADDRESS)).isEqualTo("none: NOT_A_MEMBER");
        assertThat(circle.audit().alive()).isEmpty();
        await().atMost(SOON).untilAsserted(() -> assertThat(log.text()).contains("CIRCLE-0006: "));
    }

    @Test
    void aVerifiedAddressOfTheIdTokenIsTheMember() {
        deploy("claim:email");

        assertThat(tokenOf(ADAS_ADDRESS)).startsWith(ADA + " ");
        assertThat(tokenOf(Map.of("sub", "u-2", "email", "grace@example.com", "email_verified", "true")))
                .startsWith(GRACE + " ");
        assertThat(tokenOf(Map.of("sub", "u-3", "email", "ada@example.com", "email_verified", false)))
                .isEqualTo("none: NOT_A_MEMBER");
    }
}
