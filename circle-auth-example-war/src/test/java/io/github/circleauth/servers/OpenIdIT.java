package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.OpenIdSite;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A site whose users sign in with OpenID Connect of Jakarta Security. */
class OpenIdIT extends ServerTestBase {

    private static final String DEPLOYMENT = "openid";

    private static IdentityProvider provider;

    private final ProbeClient user = ProbeClient.followingRedirects(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER).addClass(OpenIdSite.class);
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

    private void deploy(Map<String, String> configuration) {
        TestWars.configure(configuration);
        deployer.deploy(DEPLOYMENT);
    }

    @Test
    void aUserWhoSignsInAtTheProviderHasTheOwnMembersToken() {
        deploy(Map.of("test.provider", provider.issuer()));
        provider.nextUser(
                Map.of("sub", "u-1", "preferred_username", Long.toString(ADA), "groups", List.of("member")),
                Map.of("sub", "u-1"));

        user.closedSteps("nothing");
        assertThat(user.closedSteps("user,class,token").toString()).contains(ADA + " ");
    }
}
