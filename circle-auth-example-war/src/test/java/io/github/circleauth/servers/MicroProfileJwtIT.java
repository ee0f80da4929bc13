package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.identityprovider.IdentityProvider;
import io.github.circleauth.servers.app.GraceForEveryone;
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

    private static final String COUNTING = "jwt-counting";

    private static IdentityProvider provider;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);
    private String deployed = DEPLOYMENT;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.warWithLogin(DEPLOYMENT, TestWars.FILTER, "MP-JWT").addClass(JwtSite.class);
    }

    @Deployment(name = COUNTING, managed = false, testable = false)
    static WebArchive countingSite() {
        return TestWars.warWithLogin(COUNTING, TestWars.FILTER, "MP-JWT")
                .addClass(JwtSite.class)
                .addClass(GraceForEveryone.class);
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
        deployer.undeploy(deployed);
        awaitNoTokenAlive();
    }

    private void deploy(String identity, String claim) {
        deploy(DEPLOYMENT, identity, claim);
    }

    private void deploy(String deployment, String identity, String claim) {
        deployed = deployment;
        TestWars.configure(Map.of(
                "circle.auth.identity",
                identity,
                "circle.auth.identity-from",
                claim,
                "mp.jwt.verify.publickey",
                provider.publicKey(),
                "mp.jwt.verify.issuer",
                provider.issuer()));
        deployer.deploy(deployment);
    }

    /** Returns the member's token of the session, for a request with a new token about a user; or why there is none. */
    private String tokenOf(String subject, Map<String, ?> claims) {
        Map<String, Object> all = new HashMap<>(Map.of("sub", subject, "upn", "ada", "groups", List.of("member")));
        all.putAll(claims);
        return user.stepsWith(provider.token(all), "session,token").get(0);
    }

    @Test
    void aVerifiedAddressIsTheMemberAndAnotherOneIsNot() {
        deploy("verified-email", "claim:email");

        String adas = tokenOf("u-1", Map.of("email", "ada@example.com", "email_verified", true));
        assertThat(adas).startsWith(ADA + " ");
        assertThat(tokenOf("u-1", Map.of("email", "ada@example.com", "email_verified", true)))
                .as("a new token about the same user")
                .isEqualTo(adas);
        assertThat(tokenOf("u-2", Map.of("email", "grace@example.com", "email_verified", "true")))
                .as("another user of the same name in the same session")
                .startsWith(GRACE + " ");
        assertThat(tokenOf("u-3", Map.of("email", "ada@example.com", "email_verified", false)))
                .isEqualTo("none: NOT_A_MEMBER");
        assertThat(tokenOf("u-4", Map.of("email", "ada@example.com"))).isEqualTo("none: NOT_A_MEMBER");
        assertThat(tokenOf("u-5", Map.of("email", List.of("ada@example.com"), "email_verified", true)))
                .isEqualTo("none: NOT_A_MEMBER");
        assertThat(circle.audit().usesForAnotherMember()).isZero();
        awaitNoTokenAlive();
    }

    @Test
    void aNumberIsTheMembersAndTextAndNumberAreOne() {
        deploy("community-member-id", "claim:member");

        assertThat(tokenOf("u-1", Map.of("member", ADA))).startsWith(ADA + " ");
        assertThat(tokenOf("u-2", Map.of("member", Long.toString(GRACE)))).startsWith(GRACE + " ");
        assertThat(tokenOf("u-3", Map.of("member", List.of(ADA)))).isEqualTo("none: NOT_A_MEMBER");
        assertThat(tokenOf("u-4", Map.of("member", Map.of("id", ADA)))).isEqualTo("none: NOT_A_MEMBER");
        assertThat(tokenOf("u-5", Map.of("member", 1001.5))).isEqualTo("none: NOT_A_MEMBER");
        assertThat(tokenOf("u-6", Map.of())).isEqualTo("none: NOT_A_MEMBER");
    }

    @Test
    void theSubjectIsTheIdOfTheSingleSignOn() {
        deploy("sso-user-id", "claim:sub");

        assertThat(tokenOf("ada-sso", Map.of())).startsWith(ADA + " ");
        assertThat(tokenOf("nobody", Map.of("upn", "ada-sso"))).isEqualTo("none: NOT_A_MEMBER");
    }

    @Test
    void anAddressAsAUserNameIsNotVerified() {
        ServerLog log = new ServerLog();
        deploy("verified-email", "name");

        assertThat(tokenOf("u-1", Map.of("upn", "ada@example.com"))).isEqualTo("none: NOT_A_MEMBER");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(log.text()).contains("CIRCLE-0006: ", "Set circle.auth.identity-from=claim:email"));
    }

    @Test
    void aResolverIsAskedOnceForATokensSubject() {
        deploy(COUNTING, "community-member-id", "name");
        ProbeClient counted = new ProbeClient(COUNTING);

        for (int i = 0; i < 3; i++) {
            assertThat(counted.stepsWith(
                            provider.token(Map.of("sub", "u-1", "upn", "ada", "groups", List.of())),
                            "session,token,asked"))
                    .last()
                    .isEqualTo("1");
        }
        assertThat(counted.stepsWith(
                        provider.token(Map.of("sub", "u-2", "upn", "ada", "groups", List.of())), "token,asked"))
                .last()
                .isEqualTo("2");
    }
}
