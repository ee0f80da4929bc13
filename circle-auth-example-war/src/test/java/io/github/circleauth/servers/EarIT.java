package io.github.circleauth.servers;

import static io.github.circleauth.servers.TwoCircles.ANOTHER_CIRCLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.GraceForEveryone;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WARs of one EAR: each with the library's jars, or all with those in the EAR's lib folder. */
class EarIT extends ServerTestBase {

    private static final String NOT_SHARED = "already uses this copy of the library, and two would share their"
            + " configuration and tokens. Put the circle-auth-jakarta jar, with the jars it needs, into each WAR's"
            + " WEB-INF/lib, and take it out of the EAR's lib folder.";

    private static WebArchive first(String inWebXml) {
        return TwoCircles.war("first", inWebXml, "community-member-id", "");
    }

    private static WebArchive second(String inWebXml) {
        return TwoCircles.warOfAnother("second", inWebXml, "verified-email", "");
    }

    private static EnterpriseArchive ear(String name, WebArchive... wars) {
        return ShrinkWrap.create(EnterpriseArchive.class, name + ".ear").addAsModules(wars);
    }

    private static EnterpriseArchive earWithLibrary(String name, WebArchive... wars) {
        EnterpriseArchive ear = ear(name, wars);
        TestWars.library().forEach((jar, content) -> ear.addAsLibrary(content, jar));
        return ear;
    }

    @BeforeEach
    void reset() {
        ANOTHER_CIRCLE.reset();
    }

    @Deployment(name = "a-library-for-each", managed = false, testable = false)
    static EnterpriseArchive aLibraryForEach() {
        return ear(
                "a-library-for-each",
                TwoCircles.withLibrary(first(TestWars.FILTER)),
                TwoCircles.withLibrary(second(TestWars.FILTER)),
                TwoCircles.withLibrary(TwoCircles.warOfAnother("third", TestWars.FILTER, "community-member-id", "")
                        .addClass(GraceForEveryone.class)));
    }

    @Test
    void withTheJarInEachWarEachHasItsOwnConfigurationResolverAndTokens() {
        deployer.deploy("a-library-for-each");
        try {
            ProbeClient first = new ProbeClient("first");
            assertThat(first.stepsAs(ADA, "session,token,keep").get(0)).startsWith(ADA + " ");
            assertThat(new ProbeClient("second").stepsAs(ADA, "session,token")).containsExactly("none: NOT_A_MEMBER");
            assertThat(ANOTHER_CIRCLE.audit().tokens()).isEmpty();
            ProbeClient third = new ProbeClient("third");
            assertThat(third.stepsAs(ADA, "session,token").get(0)).startsWith(GRACE + " ");
            assertThat(ANOTHER_CIRCLE.audit().alive()).hasSize(2);

            first.stepsAs(ADA, "invalidate");
            awaitNoTokenAlive();
            assertThat(first.steps("kept")).containsExactly("none: ENDED");
            assertThat(third.stepsAs(ADA, "token").get(0)).startsWith(GRACE + " ");
            assertThat(ANOTHER_CIRCLE.audit().alive()).hasSize(2);

            first.stepsAs(GRACE, "session,token");
            assertThat(circle.audit().alive()).hasSize(2);
        } finally {
            deployer.undeploy("a-library-for-each");
        }
        awaitNoTokenAlive();
        TwoCircles.awaitNoTokenOfAnotherAlive();
    }

    @Deployment(name = "a-library-for-both", managed = false, testable = false)
    static EnterpriseArchive aLibraryForBoth() {
        return earWithLibrary("a-library-for-both", first(TestWars.FILTER), second(TestWars.FILTER));
    }

    @Test
    void withTheJarInTheEarsLibFolderTheSecondApplicationIsRefused() {
        assertDeploymentFails("a-library-for-both", NOT_SHARED);
        // Nothing is left of the first attempt.
        assertDeploymentFails("a-library-for-both", NOT_SHARED);
    }

    @Deployment(name = "a-resolver-out-of-sight", managed = false, testable = false)
    static EnterpriseArchive aResolverOutOfSight() {
        return earWithLibrary("a-resolver-out-of-sight", first(TestWars.FILTER).addClass(GraceForEveryone.class));
    }

    @Test
    void withTheJarInTheEarsLibFolderAResolverInTheWarIsRefused() {
        assertDeploymentFails(
                "a-resolver-out-of-sight",
                "circle-auth can't start for /first: it can't see the MemberIdentityResolver bean "
                        + GraceForEveryone.class.getName()
                        + " of the application. Put the circle-auth-jakarta jar, with the jars it needs, into each WAR's"
                        + " WEB-INF/lib, and take it out of the EAR's lib folder.");
    }

    @Deployment(name = "a-library-for-one", managed = false, testable = false)
    static EnterpriseArchive aLibraryForOne() {
        return earWithLibrary("a-library-for-one", first(TestWars.FILTER), second(""));
    }

    @Test
    void withTheJarInTheEarsLibFolderOneApplicationMayUseIt() {
        deployer.deploy("a-library-for-one");
        try {
            ProbeClient first = new ProbeClient("first");
            assertThat(first.stepsAs(ADA, "session,token,keep").get(0)).startsWith(ADA + " ");

            ServerLog log = new ServerLog();
            assertThat(new ProbeClient("second")
                            .responseAs(ADA, "session,token")
                            .statusCode())
                    .isEqualTo(500);
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(log.text()).contains("circle-auth is not switched on in this application."));
            assertThat(circle.audit().alive()).hasSize(2);

            first.stepsAs(ADA, "invalidate");
            awaitNoTokenAlive();
            assertThat(first.steps("kept")).containsExactly("none: ENDED");
            first.stepsAs(ADA, "session,token");
        } finally {
            deployer.undeploy("a-library-for-one");
        }
        awaitNoTokenAlive();
        assertThat(ANOTHER_CIRCLE.audit().tokens()).isEmpty();
    }
}
