package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.Basket;
import io.github.circleauth.servers.app.SessionContent;
import java.io.File;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that change the content of their sessions, or store handles in it. */
class SessionContentIT extends ServerTestBase {

    private static final String DEPLOYMENT = "content";
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String VIEW = """
            <html xmlns="http://www.w3.org/1999/xhtml">
            <body>#{basket.use()}</body>
            </html>
            """;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive content() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + PagesIT.FACES)
                .addClasses(SessionContent.class, Basket.class, Basket.OfSession.class, Basket.OfView.class)
                .addAsWebResource(new StringAsset(VIEW), "view.xhtml");
    }

    @BeforeEach
    void deploy() {
        deployer.deploy(DEPLOYMENT);
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        awaitNoTokenAlive();
    }

    private static void awaitNoneAlive() {
        await().atMost(MINUTE)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }

    @Test
    void aSignOutThatEmptiesTheSessionLeavesNoTokenAliveThirtyTimes() {
        for (int i = 0; i < 30; i++) {
            ProbeClient client = new ProbeClient(DEPLOYMENT);
            client.steps("session,login:" + ADA + ",token");
            client.steps("token,clear");
        }

        awaitNoneAlive();
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"token,clear", "clear", "clear,token", "token,clear,logout", "corrupt", "token,corrupt"})
    void noTokenIsAliveAfter(String steps) {
        user.steps("session,login:" + ADA + ",token");
        assertThat(alive(ADA)).hasSize(2);

        user.steps(steps);

        awaitNoneAlive();
    }

    @Test
    void aSignInAndASignOutInOneRequestLeaveNoTokenAlive() {
        user.steps("session,login:" + ADA + ",token,clear");

        awaitNoneAlive();
    }

    @Test
    void afterTheSignOutTheSameSessionCanBeUsedAgain() {
        for (int i = 0; i < 3; i++) {
            user.steps("session,logout,login:" + ADA + ",token,clear");
            assertThat(user.steps("session,logout,login:" + GRACE + ",token").get(0))
                    .startsWith(GRACE + " ");
            user.steps("clear,logout");
        }

        awaitNoneAlive();
    }

    @Test
    void attributesThatAreCopiedIntoANewSessionGetItALeaseOfItsOwn() {
        user.steps("session,login:" + ADA + ",token,migrate");
        if (user.steps("user").contains("null")) { // Whether a copied session is signed in depends on the server.
            user.steps("login:" + ADA + ",token");
        }

        assertThat(user.steps("token").get(0)).startsWith(ADA + " ");
        await().atMost(MINUTE).untilAsserted(() -> assertThat(alive(ADA)).hasSize(2));
        user.steps("invalidate");
        awaitNoneAlive();
    }

    @Test
    void aSessionScopedBeanHasEverythingInjected() {
        user.steps("session,login:" + ADA);

        assertThat(user.steps("basket"))
                .containsExactly("use 1", "member " + ADA, "api " + ADA, "authorization 200", "client true");
        assertThat(user.steps("basket").get(0)).isEqualTo("use 2");
    }

    @Test
    void aViewScopedBeanHasEverythingInjected() {
        user.steps("session,login:" + ADA);

        assertThat(user.body("/view.xhtml"))
                .contains("member " + ADA, "api " + ADA, "authorization 200", "client true");
    }

    @Test
    void aStoredHandleWorksUntilItsSessionEnds() {
        user.steps("session,login:" + ADA + ",token,store");

        assertThat(user.steps("stored")).containsExactly("state FRESH, absent: no", "api " + ADA, "authorization 200");
        user.steps("logout");
        assertThat(user.steps("stored"))
                .containsExactly("state ENDED, absent: ENDED", "api ENDED", "authorization ENDED");
    }

    /** The {@code jdk.serialFilter} of the tests' Payara allows the server's own classes, and none of the library's. */
    @Test
    @EnabledIfSystemProperty(named = "arquillian.launch", matches = "payara")
    @Tag("S8")
    void aSessionThatPayaraKeepsIsRestoredWhereNoClassOfTheLibraryMayBeDeserialized() {
        user.stepsAs(ADA, "session,put:before,token");
        File war = new File(System.getProperty("it.work"), DEPLOYMENT + ".war");
        content().as(ZipExporter.class).exportTo(war, true);

        AdminCommands.asadmin("asadmin redeploy --keepstate=true --name " + DEPLOYMENT + " " + war);

        assertThat(user.stepsAs(ADA, "session,got:probe.put,token,invalidate"))
                .hasSize(2)
                .contains("before");
    }
}
