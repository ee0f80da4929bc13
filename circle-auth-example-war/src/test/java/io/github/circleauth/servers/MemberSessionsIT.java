package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code CircleSessions.end} in a real server. A second application on the same ledger is another server to the library. */
class MemberSessionsIT extends DatabaseTestBase {

    private static final String HERE = "ending";
    private static final String ELSEWHERE = "ending-elsewhere";

    /** A minute, and what a slow test machine adds. */
    private static final Duration A_MINUTE = Duration.ofSeconds(80);

    @Deployment(name = HERE, managed = false, testable = false)
    static WebArchive here() {
        return TestWars.war(HERE, TestWars.FILTER + dataSource(APPLICATION_LEDGER))
                .addAsLibrary(TestWars.driver());
    }

    @Deployment(name = ELSEWHERE, managed = false, testable = false)
    static WebArchive elsewhere() {
        return TestWars.war(ELSEWHERE, TestWars.FILTER + dataSource(APPLICATION_LEDGER))
                .addAsLibrary(TestWars.driver());
    }

    private final ProbeClient ada = new ProbeClient(HERE);
    private final ProbeClient adaElsewhere = new ProbeClient(ELSEWHERE);
    private final ProbeClient graceElsewhere = new ProbeClient(ELSEWHERE);

    /** Without a session: a request of a session without its user would end its lease. */
    private final ProbeClient stranger = new ProbeClient(HERE);

    private final ProbeClient strangerElsewhere = new ProbeClient(ELSEWHERE);

    private void deploy() {
        circle.reset();
        deployer.deploy(HERE);
        deployer.deploy(ELSEWHERE);
        ada.stepsAs(ADA, "session,token,keep");
        adaElsewhere.stepsAs(ADA, "session,token,keep");
        graceElsewhere.stepsAs(GRACE, "session,token");
    }

    @AfterEach
    void undeploy() {
        deployer.undeploy(HERE);
        deployer.undeploy(ELSEWHERE);
        TestWars.configure(Map.of());
    }

    @Test
    @Tag("I12")
    void allLeasesOfAMemberEndOnEveryServerOfTheDatabase() {
        TestWars.configure(ledgerIn(APPLICATION_LEDGER, Map.of()));
        deploy();

        assertThat(strangerElsewhere.steps("kept").get(0)).startsWith(ADA + " ");
        assertThat(stranger.steps("end:" + ADA)).containsExactly("Ended[leases=2, scope=ALL_SERVERS]");

        assertThat(stranger.steps("kept")).containsExactly("none: ENDED");
        await().atMost(SOON).untilAsserted(() -> assertThat(alive(ADA)).isEmpty());
        await().atMost(A_MINUTE)
                .untilAsserted(() -> assertThat(strangerElsewhere.steps("kept")).containsExactly("none: ENDED"));
        assertThat(alive(GRACE)).isNotEmpty();

        // The HTTP sessions go on, and get tokens anew.
        assertThat(ada.stepsAs(ADA, "token").get(0)).startsWith(ADA + " ");
        assertThat(adaElsewhere.stepsAs(ADA, "token").get(0)).startsWith(ADA + " ");
    }

    @Test
    void withLedgersInMemoryTheLeasesOfThisServerEndAndTheLogSaysSo() {
        TestWars.configure(Map.of());
        deploy();
        ServerLog log = new ServerLog();

        assertThat(ada.stepsAs(ADA, "end:" + ADA + ",token").get(0)).isEqualTo("Ended[leases=1, scope=THIS_SERVER]");

        assertThat(stranger.steps("kept")).containsExactly("none: ENDED");
        assertThat(strangerElsewhere.steps("kept").get(0)).startsWith(ADA + " ");
        await().atMost(SOON).untilAsserted(() -> assertThat(log.text()).contains("CIRCLE-0031"));
    }
}
