package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servers.app.GraceForEveryone;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** WARs of one EAR: each with the library's jars, or all with those in the EAR's lib folder. */
class EarIT extends ServerTestBase {

    /** The Circle of the second application, with an app token of its own. Static, since archives contain its address. */
    private static final Circle ANOTHER_CIRCLE =
            Circle.builder().apiToken("the-app-token-of-another-community").build();

    private static final Sandbox ANOTHER_SANDBOX = Sandbox.start(ANOTHER_CIRCLE, 0);

    private static final String SANDBOX = "http://127.0.0.1:" + System.getProperty("it.sandbox-port");

    private static final String NOT_SHARED = "already uses this copy of the library, and two would share their"
            + " configuration and tokens. Put the circle-auth-jakarta jar, with the jars it needs, into each WAR's"
            + " WEB-INF/lib, and take it out of the EAR's lib folder.";

    private static WebArchive war(String name, String inWebXml, String apiToken, String baseUrl, String identity) {
        return TestWars.application(name, inWebXml)
                .addAsResource(
                        new StringAsset("""
                                # above the system properties
                                config_ordinal=500
                                circle.auth.api-token=%s
                                circle.auth.base-url=%s
                                circle.auth.identity=%s
                                circle.auth.connect-timeout=PT10S
                                circle.auth.call-timeout=PT20S
                                circle.auth.request-wait=PT20S
                                """.formatted(apiToken, baseUrl, identity)),
                        "META-INF/microprofile-config.properties");
    }

    private static WebArchive first(String inWebXml) {
        return war("first", inWebXml, System.getProperty("it.api-token"), SANDBOX, "community-member-id");
    }

    private static WebArchive second(String inWebXml) {
        return war(
                "second",
                inWebXml,
                ANOTHER_CIRCLE.apiToken(),
                ANOTHER_SANDBOX.uri().toString(),
                "verified-email");
    }

    private static WebArchive withLibrary(WebArchive war) {
        TestWars.library().forEach((jar, content) -> war.addAsLibrary(content, jar));
        return war;
    }

    private static EnterpriseArchive ear(String name, WebArchive... wars) {
        return ShrinkWrap.create(EnterpriseArchive.class, name + ".ear").addAsModules(wars);
    }

    private static EnterpriseArchive earWithLibrary(String name, WebArchive... wars) {
        EnterpriseArchive ear = ear(name, wars);
        TestWars.library().forEach((jar, content) -> ear.addAsLibrary(content, jar));
        return ear;
    }

    @AfterAll
    static void stopAnotherSandbox() {
        ANOTHER_SANDBOX.close();
    }

    private static void awaitNoTokenOfAnotherCircleAlive() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(ANOTHER_CIRCLE.audit().alive()).isEmpty());
    }

    @Deployment(name = "a-library-for-each", managed = false, testable = false)
    static EnterpriseArchive aLibraryForEach() {
        return ear(
                "a-library-for-each",
                withLibrary(first(TestWars.FILTER)),
                withLibrary(second(TestWars.FILTER)),
                withLibrary(war(
                                "third",
                                TestWars.FILTER,
                                ANOTHER_CIRCLE.apiToken(),
                                ANOTHER_SANDBOX.uri().toString(),
                                "community-member-id")
                        .addClass(GraceForEveryone.class)));
    }

    @Test
    void withTheJarInEachWarEachHasItsOwnConfigurationResolverAndTokens() {
        deployer.deploy("a-library-for-each");
        try {
            ProbeClient first = new ProbeClient("first");
            assertThat(first.stepsAs(ADA, "session,token,keep").get(0)).startsWith(ADA + " ");
            assertThat(new ProbeClient("second").stepsAs(ADA, "session,token")).containsExactly("none: NOT_A_MEMBER");
            assertThat(ANOTHER_CIRCLE.audit().alive()).isEmpty();
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
        awaitNoTokenOfAnotherCircleAlive();
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
        int tokensOfAnotherCircle = ANOTHER_CIRCLE.audit().tokens().size();
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
        assertThat(ANOTHER_CIRCLE.audit().tokens()).hasSize(tokensOfAnotherCircle);
    }
}
