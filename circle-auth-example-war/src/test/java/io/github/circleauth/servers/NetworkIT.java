package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.servers.app.CorporateTls;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.FileAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Circle behind a proxy, with a certificate that only the application's SSL context trusts. */
class NetworkIT extends ServerTestBase {

    private static final String DEPLOYMENT = "network";

    private static CorporateNetwork network;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive application() {
        return TestWars.restWar(DEPLOYMENT)
                .addClass(CorporateTls.class)
                .addAsResource(new FileAsset(CorporateNetwork.certificate().toFile()), "corporate.pem");
    }

    @BeforeAll
    static void start() {
        network = new CorporateNetwork(Integer.getInteger("it.sandbox-port"));
    }

    @AfterAll
    static void stop() {
        network.close();
    }

    @BeforeEach
    void reset() {
        circle.reset();
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(DEPLOYMENT);
        TestWars.configure(Map.of());
    }

    private ServerLog deploy(String password) {
        TestWars.configure(Map.of(
                "circle.auth.base-url",
                CorporateNetwork.CIRCLE,
                "circle.auth.proxy",
                network.proxy(),
                "circle.auth.proxy-user",
                "app",
                "circle.auth.proxy-password",
                password));
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);
        return log;
    }

    @Test
    void tokensTheMemberApiAndThePagesProxyUseTheTunnelAndTheProxySeesNoSecret() {
        ServerLog log = deploy("proxy-CANARY");

        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.steps("session,login:" + ADA);
        assertThat(ada.steps("token").get(0)).startsWith(ADA + " ");
        assertThat(ada.body("/rest/circle/member-api")).contains("\"id\":" + ADA + ",");
        assertThat(ada.body("/circle/home")).contains("records");
        ada.steps("invalidate");
        awaitNoTokenAlive();

        assertThat(network.received())
                .contains("CONNECT app.circle.invalid:443 HTTP/1.1\r\n", CorporateNetwork.CREDENTIALS)
                .doesNotContain("CANARY", "Bearer", "headless", circle.apiToken());
        assertThat(circle.audit().tokens())
                .hasSize(2)
                .extracting(Audit.Token::value)
                .noneMatch(network.received()::contains);
        assertThat(log.text())
                .contains("members' tokens come from https://app.circle.invalid through the proxy " + network.proxy())
                .doesNotContain("CANARY", "YXBwOnByb3h5");
    }

    @Test
    void aWrongPasswordOfTheProxyIsToldOnceAndIsNoRefusalOfCircles() {
        ServerLog log = deploy("wrong-CANARY");

        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.steps("session,login:" + ADA);
        assertThat(ada.steps("token")).containsExactly("none: UNAVAILABLE");
        assertThat(ada.get("/circle/home").statusCode()).isEqualTo(503);
        ada.steps("invalidate");

        assertThat(circle.audit().calls()).isEmpty();
        assertThat(log.text())
                .containsOnlyOnce(
                        "CIRCLE-0102: Circle can't be reached through the proxy: the proxy refused to connect to"
                                + " app.circle.invalid:443, with status 407: it rejects the user or the password, or doesn't accept"
                                + " Basic authentication (" + network.proxy() + ").")
                .doesNotContain("CANARY", "CIRCLE-0043");
    }
}
