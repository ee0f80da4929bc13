package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.servers.app.AnnotatedSite;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Members' tokens during long sessions, and when the application or the server stops. The last class, since it restarts the server. */
@Order(Integer.MAX_VALUE)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT extends ServerTestBase {

    private static final String DEPLOYMENT = "lifecycle";
    private static final String LATER_DEPLOYMENT = "after-restart";
    private static final Duration SHORT_LIFE = Duration.ofSeconds(4);

    @ArquillianResource
    Server server;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive lifecycle() {
        return TestWars.war(DEPLOYMENT, "").addClass(AnnotatedSite.class);
    }

    @Deployment(name = LATER_DEPLOYMENT, managed = false, testable = false)
    static WebArchive afterRestart() {
        return TestWars.war(LATER_DEPLOYMENT, "").addClass(AnnotatedSite.class);
    }

    @BeforeEach
    void deploy() {
        circle.reset();
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void noTokenWasUsedForAnotherMember() {
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    private static String token(ProbeClient client, long member) {
        String token = client.stepsAs(member, "session,token").get(0);
        assertThat(token).startsWith(member + " ");
        return token;
    }

    private static void assertEachTokenWasRevokedOnce() {
        assertThat(circle.audit().alive()).isEmpty();
        assertThat(circle.audit().tokens())
                .filteredOn(token -> token.kind() == Audit.Kind.REFRESH)
                .allMatch(token -> token.revocations() == 1);
    }

    @Test
    void aSessionHasATokenForLongerThanSeveralTokensLive() {
        circle.accessTokenLife(SHORT_LIFE);
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        Set<String> tokens = new HashSet<>();

        await().atMost(SHORT_LIFE.multipliedBy(10)).until(() -> {
            tokens.add(token(ada, ADA));
            return tokens.size() > 3;
        });

        ada.stepsAs(ADA, "invalidate");
        awaitNoTokenAlive();
        deployer.undeploy(DEPLOYMENT);
    }

    @Test
    void theEndOfTheApplicationRevokesTheTokensOfAllSessions() {
        List.of(ADA, ADA, GRACE).forEach(member -> token(new ProbeClient(DEPLOYMENT), member));

        deployer.undeploy(DEPLOYMENT);

        assertEachTokenWasRevokedOnce();
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void theEndOfTheServerRevokesTheTokensOfAllSessionsAndAfterARestartUsersHaveNewOnes() {
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        token(ada, ADA);
        token(new ProbeClient(DEPLOYMENT), GRACE);

        server.stop();

        assertEachTokenWasRevokedOnce();
        server.start();
        // Some adapters start the server only now.
        deployer.deploy(LATER_DEPLOYMENT);
        assertSignInAndOut(new ProbeClient(LATER_DEPLOYMENT));
        // Some servers have kept the application.
        if (ada.response("nothing").statusCode() == 200) {
            assertSignInAndOut(ada);
        }
        deployer.undeploy(LATER_DEPLOYMENT);
    }

    private static void assertSignInAndOut(ProbeClient ada) {
        token(ada, ADA);
        ada.stepsAs(ADA, "invalidate");
        awaitNoTokenAlive();
    }
}
