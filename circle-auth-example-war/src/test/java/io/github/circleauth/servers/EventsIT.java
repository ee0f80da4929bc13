package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.servers.app.EventDiary;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** An application that observes the library's events: typed, all, asynchronously, and with observers that throw and hang. */
class EventsIT extends ServerTestBase {

    private static final String DEPLOYMENT = "observed";
    private static final String MBEAN = "io.github.circleauth:type=CircleAuth,application=\"/" + DEPLOYMENT + "\"";
    private static final String THREAD = " on circle-auth-events /observed";

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive observed() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER).addClass(EventDiary.class);
    }

    private static List<String> diary(ServerLog log) {
        return log.text().lines().filter(line -> line.contains("DIARY ")).toList();
    }

    private static void awaitLine(ServerLog log, String... parts) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(diary(log))
                        .anySatisfy(line -> assertThat(line).contains(parts)));
    }

    @Test
    void observersAreNotifiedApartAndUndeployingTellsThemTheEndOfTheSessions() {
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);
        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        ada.steps("session,login:1001,token");

        awaitLine(log, "every", "TokenObtained[", "communityMemberId=OptionalLong[1001]", THREAD, "true");
        awaitLine(log, "async", "TokenObtained[", " TokenObtained on ", THREAD);
        assertThat(ada.steps("mbeans"))
                .anyMatch(line -> line.startsWith(MBEAN + " Events = ") && line.contains("TokenObtained"))
                .anyMatch(line -> line.startsWith(MBEAN + " Leases = ") && line.contains("{key=FRESH, value=1}"))
                .contains(MBEAN + " CircuitBreaker = CLOSED", MBEAN + " RevocationsWaiting = 0");
        ada.steps("invalidate");
        awaitLine(log, "ended SESSION_ENDED");
        awaitLine(log, "every", "TokenRevoked[", "kind=REFRESH");
        awaitLine(log, "every", "TokenRevoked[", "kind=ACCESS");
        assertThat(log.text()).containsOnlyOnce("CIRCLE-0008");

        new ProbeClient(DEPLOYMENT).steps("session,login:1001,token");
        ServerLog undeploying = new ServerLog();
        deployer.undeploy(DEPLOYMENT);

        awaitLine(undeploying, "ended SESSION_ENDED");
        awaitLine(undeploying, "every", "TokenRevoked[", "kind=ACCESS");
        assertThat(undeploying.text()).doesNotContain("CIRCLE-0011").doesNotContain("CIRCLE-0026");
        awaitNoTokenAlive();
    }

    @Test
    void anObserverThatHangsDelaysNeitherRequestsNorTheUndeployment() {
        ServerLog log = new ServerLog();
        deployer.deploy(DEPLOYMENT);
        new ProbeClient(DEPLOYMENT).steps("session,login:" + EventDiary.HANGS_FOR + ",token");
        awaitLine(log, "hangs");

        ProbeClient ada = new ProbeClient(DEPLOYMENT);
        assertThat(ada.steps("session,login:1001,token").get(0)).startsWith("1001 ");
        ada.steps("invalidate");
        await().atMost(SOON).untilAsserted(() -> assertThat(alive(ADA)).isEmpty());
        deployer.undeploy(DEPLOYMENT);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(log.text()).containsOnlyOnce("CIRCLE-0011").doesNotContain("Its thread goes on"));
        awaitNoTokenAlive();
    }
}
