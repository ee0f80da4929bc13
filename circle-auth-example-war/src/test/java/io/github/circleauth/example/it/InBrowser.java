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

/** The example in a real server and a real browser, with Circle's part played in the test's own JVM. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class InBrowser {

    private static final String CONTEXT = "/circle-auth-example";

    /** How long what takes milliseconds may take at most. */
    private static final Duration SOON = Duration.ofSeconds(15);

    static Circle circle;
    static Sandbox sandbox;
    static Recorder recorder;
    static Chromium chromium;

    /** What may stand on the console, because a test has Circle or the session go away. */
    final List<String> expected = new ArrayList<>();

    /** Where the example is, as seen through the recorder. */
    static URI site() {
        return URI.create(recorder.uri() + CONTEXT);
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Chromium.isThere(), "There is no /usr/bin/chromium with its chromedriver, so no page is looked at.");
        circle = Circle.builder().apiToken(System.getProperty("it.api-token")).build();
        sandbox = Sandbox.start(circle, Integer.getInteger("it.sandbox-port"));
        recorder = new Recorder(URI.create(System.getProperty("it.http")));
        chromium = new Chromium(site());
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
        if (recorder != null) {
            recorder.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
    }

    @BeforeEach
    void forgetTheTestBefore() {
        chromium.driver().manage().deleteAllCookies();
        chromium.open("/").console(); // The page before may have asked once more while its session was being ended.
        recorder.forget();
        circle.reset();
    }

    @AfterEach
    void noTokenWasSeenAndNothingIsWrongOnTheConsole() {
        List<String> console = chromium.console();
        String reachable = chromium.reachable();
        circle.faults().clear();
        if (!chromium.all("header form button").isEmpty()) {
            chromium.signOut();
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
        List<String> secrets = new ArrayList<>(
                circle.audit().tokens().stream().map(Audit.Token::value).toList());
        secrets.add(circle.apiToken());
        assertThat(recorder.answers()).isNotEmpty().noneMatch(answer -> containsAny(answer, secrets));
        assertThat(containsAny(reachable, secrets)).isFalse();
        assertThat(console).allMatch(line -> containsAny(line, expected));
    }

    private static boolean containsAny(String text, List<String> parts) {
        return parts.stream().anyMatch(text::contains);
    }
}
