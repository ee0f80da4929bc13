package io.github.circleauth.servers;

import static io.github.circleauth.servers.InServer.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Sessions, and their tokens, on two Payara domains whose Hazelcast is one. */
class PayaraClusterIT extends InCluster {

    private static final String LEDGER = "java:app/jdbc/ledger";
    private static final PayaraNode ONE = new PayaraNode("one", Integer.getInteger("it.one"));
    private static final PayaraNode TWO = new PayaraNode("two", Integer.getInteger("it.two"));

    private static final int SESSION_TIMEOUT = 20;

    /** How long a session that nobody ends is waited for: 1.25 times its time-out, and two minutes. And then some. */
    private static final Duration HOLD_IS_OVER = Duration.ofSeconds(25 + 120 + 60);

    @BeforeAll
    static void startNodes() throws Exception {
        configure(LEDGER);
        WebArchive war = Wars.war(
                        MEMBERS, "<distributable/>" + Wars.FILTER + Wars.dataSource(LEDGER, database.getPort()))
                .addAsLibrary(Wars.driver());
        for (PayaraNode node : List.of(ONE, TWO)) {
            node.start();
            node.deploy(war);
        }
        awaitCluster(ONE, TWO);
    }

    @AfterAll
    static void stopNodes() {
        ONE.kill();
        TWO.kill();
    }

    @Test
    void whenTheNodeOfASessionIsKilledTheOtherServesItsTokenAndRevokesThoseThatNobodyComesBackFor() {
        Visitor comesBack = signedIn(ADA, MEMBERS, ONE);
        Visitor neverComesBack = signedIn(ADA, MEMBERS, ONE);
        String token = comesBack.steps("token,user").get(0);
        neverComesBack.steps("timeout:" + SESSION_TIMEOUT + ",token");
        int callsBefore = circle.audit().calls().size();

        ONE.kill();

        Visitor there = comesBack.at(TWO.site(MEMBERS));
        assertThat(there.steps("token")).containsExactly(token);
        assertThat(circle.audit().calls()).hasSize(callsBefore);
        await().atMost(HOLD_IS_OVER)
                .untilAsserted(() -> assertThat(circle.audit().alive()).hasSize(2));
        assertThat(there.steps("token,invalidate")).containsExactly(token);
    }
}
