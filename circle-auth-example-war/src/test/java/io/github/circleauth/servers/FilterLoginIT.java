package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.Errand;
import io.github.circleauth.servers.app.FilterLogin;
import io.github.circleauth.servers.app.SessionLogin;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Faces site whose users are signed in by a filter of its own, which wraps the request. */
class FilterLoginIT extends ServerTestBase {

    private static final String DEPLOYMENT = "filter-login";

    private static final String TOLD = "told-server";

    private static final String LOGIN = """
            <filter>
              <filter-name>login</filter-name>
              <filter-class>%s</filter-class>
              <async-supported>true</async-supported>
            </filter>
            <filter-mapping>
              <filter-name>login</filter-name>
              <url-pattern>/*</url-pattern>
            </filter-mapping>
            """.formatted(FilterLogin.class.getName());

    private static final Pattern VIEW_STATE =
            Pattern.compile("name=\"jakarta.faces.ViewState\"[^>]* value=\"([^\"]*)\"");

    private static boolean deployed;

    private final ProbeClient user = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive site() {
        return TestWars.withRest(TestWars.war(DEPLOYMENT, LOGIN + TestWars.FILTER + TestWars.PROXY + PagesIT.FACES))
                .addClasses(FilterLogin.class, Errand.class)
                .addAsWebResource("pages/errand.xhtml", "errand.xhtml");
    }

    /** The other way: the server is told the user. */
    @Deployment(name = TOLD, managed = false, testable = false)
    static WebArchive toldSite() {
        return TestWars.war(TOLD, TestWars.FILTER).addClass(SessionLogin.class);
    }

    @BeforeEach
    void deploy() {
        TestWars.configure(Map.of("circle.auth.principal", "request"));
        if (!deployed) {
            deployer.deploy(DEPLOYMENT);
            deployed = true;
        }
        circle.reset();
    }

    @AfterEach
    void signOut() {
        user.steps("session,invalidate");
        awaitNoTokenAlive();
    }

    private String token(String more) {
        return user.steps("token" + more).get(0);
    }

    /** Presses a button of the page, as a browser would. */
    private String press(String button, String page) {
        Matcher state = VIEW_STATE.matcher(page);
        assertThat(state.find()).as(page).isTrue();
        return user.post(
                "/errand.xhtml",
                Map.of("form", "form", "form:" + button, "x", "jakarta.faces.ViewState", state.group(1)));
    }

    @Test
    void aViewScopedBeanHasTheUserOfTheWrapperOverPostbacks() {
        String page = user.body("/errand.xhtml?sign-in=" + ADA);
        assertThat(page).contains("member: " + ADA + ";", "postbacks: 0;");

        page = press("ask", press("ask", page));
        assertThat(page).contains("member: " + ADA + ";", "postbacks: 2; told: " + ADA + " is " + ADA + ";");
        assertThat(circle.audit().calls("/auth_token")).isEqualTo(1);

        // The rest of the request still has the wrapper with the user, and the page makes a session for itself.
        assertThat(press("leave", page)).contains("member: ENDED;");
        awaitNoTokenAlive();
        assertThat(user.body("/errand.xhtml")).contains("member: ANONYMOUS;", "postbacks: 0;");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token",
                "forward,token",
                "include,token",
                "forward,include,token",
                "capture,async-start,captured"
            })
    void everyDispatchBehindTheFilterHasTheUserOfTheWrapper(String steps) {
        assertThat(user.steps(steps + "&sign-in=" + ADA).get(0)).startsWith(ADA + " ");
        assertThat(circle.audit().calls("/auth_token")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rest/circle/member-api",
                "/rest/circle/jax-rs",
                "/rest/circle/rest-client",
                "/circle/community_member"
            })
    void restResourcesAndTheProxyHaveTheUserOfTheWrapper(String path) {
        token("&sign-in=" + ADA);

        assertThat(user.body(path)).contains("\"id\":" + ADA + ",");
        assertThat(circle.audit().calls("/auth_token")).isEqualTo(1);
    }

    @Test
    void anotherUserOfTheSessionGetsTheOwnTokenAndTheFormerIsRevoked() {
        assertThat(token("&sign-in=" + ADA)).startsWith(ADA + " ");

        assertThat(token("&sign-in=" + GRACE)).startsWith(GRACE + " ");

        await().atMost(SOON).untilAsserted(() -> assertThat(alive(ADA)).isEmpty());
        assertThat(alive(GRACE)).hasSize(2);
        assertThat(circle.audit().usesForAnotherMember()).isZero();
    }

    @Test
    void aWrapperWithoutAUserSignsOutThoughTheSessionGoesOn() {
        token("&sign-in=" + ADA);

        assertThat(token("&sign-out")).isEqualTo("none: ANONYMOUS");

        awaitNoTokenAlive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-error,nothing",
                "throw,nothing",
                "async-start,nothing",
                "async-dispatch,nothing",
                "async-timeout,nothing"
            })
    void noOtherEndOfARequestEndsTheLease(String steps) {
        String before = token("&sign-in=" + ADA);

        user.response(steps);

        assertThat(token("")).isEqualTo(before);
    }

    @Test
    void aMechanismThatTellsTheServerTheUserNeedsNoKey() {
        TestWars.configure(Map.of());
        deployer.deploy(TOLD);
        ProbeClient told = new ProbeClient(TOLD);
        try {
            assertThat(told.steps("session,token")).containsExactly("none: ANONYMOUS");
            told.steps("put:" + ADA);

            assertThat(told.steps("token").get(0)).startsWith(ADA + " ");
            told.steps("invalidate");
            awaitNoTokenAlive();
        } finally {
            deployer.undeploy(TOLD);
        }
    }
}
