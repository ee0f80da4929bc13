package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/** Tests of the example in two browsers, with nothing between them and the server, and the sandbox in the test's JVM. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class LiveBrowserTestBase {

    static final URI SITE = URI.create(System.getProperty("it.http") + "/circle-auth-example");
    static final long ADA = 1001;
    static final long GRACE = 1002;

    /** The limit for something that usually takes milliseconds. */
    static final Duration SOON = Duration.ofSeconds(15);

    static final String UNAUTHORIZED = "{\"type\":\"disconnect\",\"reason\":\"unauthorized\",\"reconnect\":false}";

    /** The response to a page that asks whether its user is still signed in. */
    private static final String SIGNED_OUT = "401 (Unauthorized)";

    /** Records the page's WebSockets and what they receive. */
    private static final String RECORDER = """
            window.sockets = [];
            window.texts = [];
            window.WebSocket = class extends WebSocket {
              constructor(...address) {
                super(...address);
                window.sockets.push(this);
                this.addEventListener('message', received => window.texts.push(received.data));
              }
            };
            """;

    static Circle circle;
    static Sandbox sandbox;
    static Chromium ada;
    static Chromium grace;

    @Deployment(testable = false)
    static WebArchive example() {
        return ClientPages.addTo(ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("it.war"))))
                .addClass(SessionHooks.class);
    }

    @BeforeAll
    static void start() {
        assumeTrue(Chromium.isInstalled(), "/usr/bin/chromium or /usr/bin/chromedriver is missing: skipped.");
        circle = Circle.builder().apiToken(System.getProperty("it.api-token")).build();
        sandbox = Sandbox.start(circle, Integer.getInteger("it.sandbox-port"));
        ada = new Chromium(SITE).before(RECORDER);
        grace = new Chromium(SITE).before(RECORDER);
    }

    static void restartCircle() {
        sandbox.close();
        sandbox = Sandbox.start(circle, Integer.getInteger("it.sandbox-port"));
    }

    @AfterAll
    static void stop() {
        List.of(ada, grace).forEach(Chromium::close);
        sandbox.close();
    }

    @BeforeEach
    void reset() {
        for (Chromium browser : List.of(ada, grace)) {
            browser.view(1280, "light").driver().manage().deleteAllCookies();
            browser.open("/").console();
        }
        circle.reset();
        circle.accessTokenLife(Duration.ofHours(1));
    }

    @AfterEach
    void noTokenWasInABrowser() {
        // Includes what the recorder has recorded.
        List<String> inReach = List.of(ada.textsInReachOfScripts(), grace.textsInReachOfScripts());
        List<String> console = Stream.of(ada, grace)
                .flatMap(browser -> browser.console().stream())
                .toList();
        for (Chromium browser : List.of(ada, grace)) {
            if (!browser.all("header form button").isEmpty()
                    && !browser.find("#signed-out").isDisplayed()) {
                browser.signOut();
            }
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
        assertThat(circle.cable().connections()).isEmpty();
        assertThat(circle.audit().usesForAnotherMember()).isZero();
        List<String> tokens =
                circle.audit().tokens().stream().map(Audit.Token::value).toList();
        assertThat(console).allMatch(line -> line.contains(SIGNED_OUT));
        assertThat(inReach).noneMatch(text -> tokens.stream().anyMatch(text::contains));
    }

    static void open(Chromium browser, String path) {
        browser.open(path);
        awaitLive(browser);
    }

    static void awaitLive(Chromium browser) {
        browser.awaitText("#live", "This page is live");
    }

    static void say(Chromium browser, String text) {
        browser.find("textarea").sendKeys(text, Keys.ENTER);
    }

    /** Signs in and opens the first chat room. Returns its path. */
    static String openRoom(Chromium browser, String name) {
        browser.signIn(name);
        open(browser, "/community/chat");
        browser.click("#rooms a");
        browser.await(page -> !browser.all("#messages").isEmpty());
        awaitLive(browser);
        return browser.driver().getCurrentUrl().substring(SITE.toString().length());
    }

    static void signOutInAnotherTab(Chromium browser) {
        String first = browser.driver().getWindowHandle();
        browser.driver().switchTo().newWindow(WindowType.TAB);
        browser.open("/community");
        browser.signOut();
        browser.driver().close();
        browser.driver().switchTo().window(first);
    }

    /** Returns how many WebSockets the page has opened. */
    static long sockets(Chromium browser) {
        return (Long) browser.run("return window.sockets.length");
    }

    static long openSockets(Chromium browser) {
        return (Long) browser.run("return window.sockets.filter(each => each.readyState === WebSocket.OPEN).length");
    }

    /** Returns what the page's WebSockets received. */
    @SuppressWarnings("unchecked")
    static List<String> texts(Chromium browser) {
        return (List<String>) browser.run("return window.texts");
    }
}
