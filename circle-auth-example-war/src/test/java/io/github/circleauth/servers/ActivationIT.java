package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.AnnotatedSite;
import io.github.circleauth.servers.app.AnotherAnnotatedSite;
import io.github.circleauth.servers.app.RegisteringInitializer;
import jakarta.servlet.ServletContainerInitializer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way to switch the library on, in a WAR of its own. Two ways at once, or an incomplete one, fail the deployment. */
class ActivationIT extends ServerTestBase {

    private static JavaArchive jar(Class<?> content) {
        return ShrinkWrap.create(JavaArchive.class, "application.jar").addClass(content);
    }

    private static JavaArchive registering() {
        return jar(RegisteringInitializer.class)
                .addAsServiceProvider(ServletContainerInitializer.class, RegisteringInitializer.class);
    }

    private static String ordering(String fragments) {
        return "<absolute-ordering>" + fragments + "</absolute-ordering>";
    }

    @Deployment(name = "annotated-class", managed = false, testable = false)
    static WebArchive annotatedClass() {
        return TestWars.war("annotated-class", "").addClass(AnnotatedSite.class);
    }

    @Deployment(name = "annotated-class-in-jar", managed = false, testable = false)
    static WebArchive annotatedClassInJar() {
        return TestWars.war("annotated-class-in-jar", "").addAsLibrary(jar(AnnotatedSite.class));
    }

    @Deployment(name = "web-xml", managed = false, testable = false)
    static WebArchive webXml() {
        return TestWars.war("web-xml", TestWars.FILTER);
    }

    @Deployment(name = "metadata-complete", managed = false, testable = false)
    static WebArchive metadataComplete() {
        return TestWars.war("metadata-complete", TestWars.FILTER, true);
    }

    @Deployment(name = "ordered", managed = false, testable = false)
    static WebArchive ordered() {
        return TestWars.war("ordered", ordering("<name>circle_auth</name>") + TestWars.FILTER);
    }

    @Deployment(name = "ordered-and-annotated", managed = false, testable = false)
    static WebArchive orderedAndAnnotated() {
        return TestWars.war("ordered-and-annotated", ordering("<name>circle_auth</name>"))
                .addClass(AnnotatedSite.class);
    }

    @Deployment(name = "registered", managed = false, testable = false)
    static WebArchive registered() {
        return TestWars.war("registered", "").addAsLibrary(registering());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "annotated-class",
                "annotated-class-in-jar",
                "web-xml",
                "metadata-complete",
                "ordered",
                "ordered-and-annotated",
                "registered"
            })
    void aSignedInUserHasATokenAndTheEndOfTheSessionRevokesIt(String way) {
        int before = circle.audit().tokens().size();
        ServerLog log = new ServerLog();
        deployer.deploy(way);
        try {
            ProbeClient ada = new ProbeClient(way);

            assertThat(ada.stepsAs(ADA, "session,token").get(0)).startsWith(ADA + " ");
            assertThat(circle.audit().tokens()).hasSize(before + 2);
            assertThat(circle.audit().alive()).hasSize(2);

            ada.stepsAs(ADA, "invalidate");
            awaitNoTokenAlive();
            assertThat(log.text())
                    .as("complaints about missing or several providers")
                    .doesNotContain("SLF4J");
        } finally {
            deployer.undeploy(way);
        }
    }

    private static String twice(String one, String another) {
        return "circle-auth is switched on twice in this application: by " + one + " and by " + another
                + ". Keep one of the two.";
    }

    @Deployment(name = "annotated-and-web-xml", managed = false, testable = false)
    static WebArchive annotatedAndWebXml() {
        return TestWars.war("annotated-and-web-xml", TestWars.FILTER).addClass(AnnotatedSite.class);
    }

    @Test
    void anAnnotationAndWebXmlFailTheDeployment() {
        assertDeploymentFails(
                "annotated-and-web-xml", twice("@CircleAuth on " + AnnotatedSite.class.getName(), "web.xml"));
    }

    @Deployment(name = "annotated-twice", managed = false, testable = false)
    static WebArchive annotatedTwice() {
        return TestWars.war("annotated-twice", "").addClasses(AnnotatedSite.class, AnotherAnnotatedSite.class);
    }

    @Test
    void twoAnnotationsFailTheDeployment() {
        assertDeploymentFails(
                "annotated-twice",
                twice(
                        "@CircleAuth on " + AnnotatedSite.class.getName(),
                        "@CircleAuth on " + AnotherAnnotatedSite.class.getName()));
    }

    @Deployment(name = "registered-and-web-xml", managed = false, testable = false)
    static WebArchive registeredAndWebXml() {
        return TestWars.war("registered-and-web-xml", TestWars.FILTER).addAsLibrary(registering());
    }

    @Test
    void registrationAndWebXmlFailTheDeployment() {
        assertDeploymentFails("registered-and-web-xml", twice("CircleAuthFilter.register", "web.xml"));
    }

    @Deployment(name = "ordered-without", managed = false, testable = false)
    static WebArchive orderedWithoutTheLibrary() {
        return TestWars.war("ordered-without", ordering("") + TestWars.FILTER);
    }

    /** Payara does not notify CDI of the servlet context, and deploys without a filter that fails: then each request fails. */
    @Test
    void aFilterWithoutItsRuntimeFailsTheDeploymentOrEachRequest() {
        ServerLog log = new ServerLog();
        boolean deployed = deploys("ordered-without");
        if (deployed) {
            assertThat(new ProbeClient("ordered-without").response("user").statusCode())
                    .isEqualTo(500);
            deployer.undeploy("ordered-without");
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(log.text())
                        .contains("CircleAuthFilter is declared, but circle-auth did not start with the application."
                                + " Check that the circle-auth-jakarta jar is in WEB-INF/lib, that CDI is on, and that"
                                + " an <absolute-ordering> in web.xml names circle_auth."));
    }
}
