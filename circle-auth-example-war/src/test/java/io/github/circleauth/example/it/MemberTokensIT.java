package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.sandbox.SandboxRequest;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The life of members' tokens in a real server: the example's WAR, and a sandbox in this JVM, whose audit is checked. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MemberTokensIT {

    private static final String DEPLOYMENT = "example";
    private static final URI SITE = URI.create(System.getProperty("it.http") + "/circle-auth-example");
    private static final int SANDBOX_PORT = Integer.getInteger("it.sandbox-port");
    private static final long ADA = 1001;
    private static final long GRACE = 1002;
    private static final int PARALLEL_REQUESTS = 64;

    /** The limit for a revocation, which usually takes milliseconds. */
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Sandbox sandbox;
    private static Circle circle;
    private static boolean deployed;

    private int issuedBefore;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive example() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("it.war")))
                .addClass(SessionHooks.class);
    }

    @BeforeAll
    static void startSandbox() {
        circle = Circle.builder().apiToken(System.getProperty("it.api-token")).build();
        sandbox = Sandbox.start(circle, SANDBOX_PORT);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void setUp() {
        circle.accessTokenLife(Duration.ofHours(1));
        issuedBefore = circle.audit().tokens().size();
        if (!deployed) {
            // Not managed by Arquillian, since the last test undeploys.
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
    }

    @AfterEach
    void allTokensAreRevokedOrExpired() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }

    private static SiteClient client() {
        return new SiteClient(SITE);
    }

    private List<Audit.Token> issued() {
        List<Audit.Token> all = circle.audit().tokens();
        return all.subList(issuedBefore, all.size());
    }

    private static List<Audit.Token> alive(long member) {
        return circle.audit().alive().stream()
                .filter(token -> token.communityMemberId() == member)
                .toList();
    }

    private static long renewals() {
        return circle.audit().calls("auth_token") + circle.audit().calls("access_token/refresh");
    }

    private static void awaitExpiryOf(long member) {
        Instant end = alive(member).stream()
                .filter(token -> token.kind() == Audit.Kind.ACCESS)
                .map(Audit.Token::expiresAt)
                .max(Instant::compareTo)
                .orElseThrow();
        await().atMost(Duration.ofMinutes(1)).until(() -> Instant.now().isAfter(end));
    }

    @Test
    @Order(1)
    void eachUserHasATokenOfTheirOwn() {
        SiteClient ada = client().signIn("ada");
        SiteClient grace = client().signIn("grace");

        assertThat(ada.memberId()).isEqualTo(ADA);
        assertThat(grace.memberId()).isEqualTo(GRACE);
        assertThat(ada.get("/community").body()).contains("Ada Byron").doesNotContain("Grace Murray Hopper");
        ada.signOut();
        grace.signOut();
    }

    @Test
    @Order(2)
    void thePublicPageCreatesNoSessionAndSendsNoRequestToCircle() {
        assertThat(client().get("/").headers().map()).doesNotContainKey("Set-Cookie");
        assertThat(issued()).isEmpty();
    }

    @Test
    @Order(3)
    void forAUserWhoIsNotAMemberCircleGetsOneRequestNotOnePerPage() {
        long before = circle.audit().calls("auth_token");
        SiteClient linus = client().signIn("linus");

        assertThat(linus.get("/community").statusCode()).isEqualTo(200);
        assertThat(linus.me().isNull("member")).isTrue();
        assertThat(linus.get("/community").statusCode()).isEqualTo(200);
        assertThat(circle.audit().calls("auth_token") - before).isEqualTo(1);
    }

    @Test
    @Order(4)
    void signingOutRevokesBothTokens() {
        SiteClient ada = client().signIn("ada");
        assertThat(ada.tokenState()).isEqualTo("FRESH");
        assertThat(alive(ADA)).hasSize(2);

        assertThat(ada.signOut().statusCode()).isEqualTo(303);

        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
        assertThat(ada.get("/api/me").statusCode()).isEqualTo(401);
    }

    @Test
    @Order(5)
    void C1_manyRequestsAtTheMomentOfExpiryCauseOneRequestToCircle() {
        circle.accessTokenLife(Duration.ofSeconds(4));
        SiteClient ada = client().signIn("ada");
        assertThat(ada.tokenState()).isEqualTo("FRESH");
        awaitExpiryOf(ADA);
        circle.accessTokenLife(Duration.ofHours(1));
        long before = renewals();

        List<String> states = ada.tokenStatesInParallel(PARALLEL_REQUESTS);

        assertThat(states).hasSize(PARALLEL_REQUESTS).containsOnly("FRESH");
        assertThat(renewals() - before).isEqualTo(1);
        ada.signOut();
    }

    @Test
    @Order(6)
    void C2_noRequestWaitsForARenewalWhileTheTokenIsValid() {
        circle.accessTokenLife(Duration.ofSeconds(28));
        SiteClient ada = client().signIn("ada");
        assertThat(ada.tokenState()).isEqualTo("FRESH");

        try (Gate gate = circle.gates().hold("access_token/refresh")) {
            await().atMost(Duration.ofSeconds(45))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> ada.tokenState().equals("STALE") && gate.waiting() == 1);

            List<String> states = ada.tokenStatesInParallel(PARALLEL_REQUESTS);

            assertThat(states).hasSize(PARALLEL_REQUESTS).containsOnly("STALE");
            assertThat(gate.waiting())
                    .as("the one renewal, which the sandbox holds")
                    .isEqualTo(1);
        }
        await().atMost(SOON).until(() -> ada.tokenState().equals("FRESH"));
        assertThat(ada.renewals()).isEqualTo(1);
        ada.signOut();
    }

    @Test
    @Order(7)
    void aSessionThatTimesOutHasItsTokensRevoked() {
        SiteClient ada = client().signIn("ada");
        assertThat(ada.tokenState()).isEqualTo("FRESH");

        assertThat(ada.post("/test/timeout", Map.of("seconds", "2")).statusCode())
                .isEqualTo(200);

        await().atMost(Duration.ofMinutes(2)).until(() -> alive(ADA).isEmpty());
        assertThat(issued()).hasSize(2).allMatch(token -> token.revocations() == 1);
    }

    @Test
    @Order(8)
    void I2_aChangeOfUserWithinASessionChangesTheTokenAndRevokesThePreviousOnes() {
        SiteClient user = client().signIn("ada");
        assertThat(user.memberId()).isEqualTo(ADA);

        assertThat(user.post("/test/become", Map.of("user", "grace")).statusCode())
                .isEqualTo(200);

        assertThat(user.memberId()).isEqualTo(GRACE);
        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
        assertThat(alive(GRACE)).hasSize(2);
        user.signOut();
    }

    @Test
    @Order(9)
    void I4_afterASignOutInOneSessionAnotherSessionOfTheMemberRecovers() {
        circle.accessTokenLife(Duration.ofSeconds(4));
        SiteClient one = client().signIn("ada");
        SiteClient other = client().signIn("ada");
        assertThat(one.tokenState()).isEqualTo("FRESH");
        assertThat(other.tokenState()).isEqualTo("FRESH");
        String shared = alive(ADA).stream()
                .filter(token -> token.kind() == Audit.Kind.REFRESH)
                .map(Audit.Token::value)
                .findFirst()
                .orElseThrow();

        one.signOut();
        // A sign-out at Circle itself, or on another site, revokes the shared refresh token.
        circle.handle(SandboxRequest.json(
                "POST",
                "/api/v1/headless/refresh_token/revoke",
                circle.apiToken(),
                "{\"refresh_token\":\"" + shared + "\"}"));
        awaitExpiryOf(ADA);

        assertThat(other.tokenState()).isEqualTo("FRESH");
        assertThat(other.memberId()).isEqualTo(ADA);
        assertThat(other.get("/community").body()).contains("Ada Byron");
        other.signOut();
        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
    }

    @Test
    @Order(10)
    void aSessionHasATokenForLongerThanSeveralTokensLive() {
        circle.accessTokenLife(Duration.ofSeconds(4));
        SiteClient ada = client().signIn("ada");

        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> {
                    assertThat(ada.tokenState()).isIn("FRESH", "STALE");
                    return ada.renewals() >= 3;
                });

        ada.signOut();
        await().atMost(SOON).until(() -> alive(ADA).isEmpty());
    }

    /** The last test, since it undeploys the application. */
    @Test
    @Order(100)
    void undeployingRevokesTheTokensOfAllSessions() {
        List<SiteClient> signedIn = List.of(client().signIn("ada"), client().signIn("ada"), client().signIn("grace"));
        assertThat(signedIn).allMatch(client -> client.tokenState().equals("FRESH"));
        assertThat(alive(ADA)).hasSize(3);
        assertThat(alive(GRACE)).hasSize(2);

        deployer.undeploy(DEPLOYMENT);

        assertThat(circle.audit().alive()).isEmpty();
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }
}
