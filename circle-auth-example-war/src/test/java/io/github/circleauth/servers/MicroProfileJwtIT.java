package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.JwtSite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A site whose users send a token of MicroProfile JWT with each request, and keep a session. */
class MicroProfileJwtIT extends ServerTestBase {

    private static final String DEPLOYMENT = "jwt";

    private static IdentityProvider provider;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.warWithLogin(DEPLOYMENT, TestWars.FILTER, "MP-JWT").addClass(JwtSite.class);
    }

    @BeforeAll
    static void startProvider() {
        provider = IdentityProvider.start(0);
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
        Map<String, String> all = new HashMap<>(configuration);
        all.put("mp.jwt.verify.publickey", provider.publicKey());
        all.put("mp.jwt.verify.issuer", provider.issuer());
        TestWars.configure(all);
        deployer.deploy(DEPLOYMENT);
    }

    private String token(Map<String, ?> claims) {
        return provider.token(claims);
    }

    @Test
    void aUserWithATokenHasTheOwnMembersToken() {
        deploy(Map.of());
        String token = token(Map.of("sub", "u-1", "upn", Long.toString(ADA), "groups", List.of("member")));

        assertThat(user.stepsWith(token, "session,class,user,token").toString()).contains(ADA + " ");
    }
}
