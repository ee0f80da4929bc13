package io.github.circleauth.example.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Tests of the example in a real server and a real browser, with the sandbox in the test's JVM. The proxy between them relays no
 * WebSockets, so the pages are as they are where WebSockets are blocked.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class BrowserTestBase {

    private static final String CONTEXT = "/circle-auth-example";

    private static final String NO_WEB_SOCKET = "WebSocket connection to ";

    /** The limit for something that usually takes milliseconds. */
    private static final Duration SOON = Duration.ofSeconds(15);

    static Circle circle;
    static Sandbox sandbox;
    static RecordingProxy proxy;
    static Chromium chromium;

    /** Lines that may be on the console, because the test makes Circle fail or ends the session. */
    final List<String> expectedOnConsole = new ArrayList<>();

    /** Returns the example's address at the proxy. */
    static URI site() {
        return URI.create(proxy.uri() + CONTEXT);
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Chromium.isInstalled(), "/usr/bin/chromium or /usr/bin/chromedriver is missing: skipped.");
        circle = Circle.builder().apiToken(System.getProperty("it.api-token")).build();
        sandbox = Sandbox.start(circle, Integer.getInteger("it.sandbox-port"));
        proxy = new RecordingProxy(URI.create(System.getProperty("it.http")));
        chromium = new Chromium(site());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (proxy != null) {
            proxy.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @BeforeEach
    void reset() {
        chromium.driver().manage().deleteAllCookies();
        // Reads the console: the previous page may have sent another request while its session ended.
        chromium.open("/").console();
        proxy.clear();
        circle.reset();
    }

    @AfterEach
    void noTokenWasInTheBrowserAndTheConsoleHasNoErrors() {
        List<String> console = chromium.console();
        String inReach = chromium.textsInReachOfScripts();
        circle.faults().clear();
        if (!chromium.all("header form button").isEmpty()) {
            chromium.signOut();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
        List<String> secrets = new ArrayList<>(
                circle.audit().tokens().stream().map(Audit.Token::value).toList());
        secrets.add(circle.apiToken());
        assertThat(proxy.responses()).isNotEmpty().noneMatch(response -> containsAny(response, secrets));
        assertThat(containsAny(inReach, secrets)).isFalse();
        assertThat(console).allMatch(line -> line.contains(NO_WEB_SOCKET) || containsAny(line, expectedOnConsole));
    }

    private static boolean containsAny(String text, List<String> parts) {
        return parts.stream().anyMatch(text::contains);
    }
}
