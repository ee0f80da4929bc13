package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Applications with configurations of their own, for the tests' Circle and for another one, with an app token of its own. */
final class TwoCircles {

    static final Circle ANOTHER_CIRCLE =
            Circle.builder().apiToken("the-app-token-of-another-community").build();

    /** Runs until the tests end, since the archives contain its address. */
    private static final Sandbox ANOTHER_SANDBOX = Sandbox.start(ANOTHER_CIRCLE, 0);

    private TwoCircles() {}

    /** Creates a WAR for the tests' Circle, without the library's jars. */
    static WebArchive war(String name, String inWebXml, String identity, String moreKeys) {
        return war(
                name,
                inWebXml,
                System.getProperty("it.api-token"),
                "http://127.0.0.1:" + System.getProperty("it.sandbox-port"),
                identity,
                moreKeys);
    }

    /** Creates a WAR for the other Circle, without the library's jars. */
    static WebArchive warOfAnother(String name, String inWebXml, String identity, String moreKeys) {
        return war(
                name, inWebXml, ANOTHER_CIRCLE.apiToken(), ANOTHER_SANDBOX.uri().toString(), identity, moreKeys);
    }

    private static WebArchive war(
            String name, String inWebXml, String apiToken, String baseUrl, String identity, String moreKeys) {
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
                                %s""".formatted(apiToken, baseUrl, identity, moreKeys)),
                        "META-INF/microprofile-config.properties");
    }

    static WebArchive withLibrary(WebArchive war) {
        TestWars.library().forEach((jar, content) -> war.addAsLibrary(content, jar));
        return war;
    }

    static void awaitNoTokenOfAnotherAlive() {
        await().atMost(ServerTestBase.SOON)
                .untilAsserted(() -> assertThat(ANOTHER_CIRCLE.audit().alive()).isEmpty());
    }
}
