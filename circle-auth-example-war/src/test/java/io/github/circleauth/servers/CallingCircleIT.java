package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Circle's Member API from Java and from a page, in a server that needs to have neither JAX-RS nor a REST client. */
class CallingCircleIT extends ServerTestBase {

    private static final String DEPLOYMENT = "calling-circle";

    private final ProbeClient ada = new ProbeClient(DEPLOYMENT);

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive callingCircle() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER + TestWars.PROXY);
    }

    @BeforeEach
    void deploy() {
        deployer.deploy(DEPLOYMENT);
        ada.steps("session,login:" + ADA);
    }

    @AfterEach
    void undeploy() {
        ada.steps("invalidate");
        awaitNoTokenAlive();
        deployer.undeploy(DEPLOYMENT);
    }

    @Test
    void theMemberApiSendsRequestsAsTheMember() {
        assertThat(ada.steps("member-api:/community_member").get(0)).contains("\"id\":" + ADA + ",");
    }

    @Test
    void theProxyServletSendsAPagesRequestsAsTheMember() {
        HttpResponse<String> response = ada.get("/circle/community_member");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"id\":" + ADA + ",");
        assertThat(response.headers().firstValue("cache-control")).hasValue("private, no-store");
        assertThat(new ProbeClient(DEPLOYMENT).get("/circle/home").statusCode()).isEqualTo(401);
    }
}
