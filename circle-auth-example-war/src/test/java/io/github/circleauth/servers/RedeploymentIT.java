package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Gate;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Repeated redeployment with signed-in users, and a start that fails in between; in every second round, Circle does not respond
 * during the undeployment. The first
 * class, since it counts classes: idle threads of the server could keep some of earlier tests' applications.
 */
@Order(1)
class RedeploymentIT extends DatabaseTestBase {

    private static final int ROUNDS = Integer.getInteger("it.redeploys");
    private static final int SESSIONS = Integer.getInteger("it.sessions");

    /** The claim of an aborted revocation expires after a minute. */
    private static final Duration CLAIM_EXPIRY = Duration.ofMinutes(2);

    private static final String DEPLOYMENT = "redeployed";

    /** An application that stays deployed. It has the data source, and inspects the server. */
    private static final String OBSERVER = "observer";

    private static final String MBEAN = "io.github.circleauth:type=CircleAuth,application=\"/" + DEPLOYMENT + "\"";

    private static final String LEDGER = "java:global/jdbc/shared-ledger";

    /** OpenJDK 17 caches the last class loader that compared records of a type, in a method handle. */
    private static final int COPIES_CACHED_BY_THE_JVM = 1;

    /** Idle threads of the server keep references to their last task, and end after some time. */
    private static final Duration IDLE_THREAD_EXPIRY = Duration.ofMinutes(2);

    private static final int THREADS = 8;

    private final ProbeClient observer = new ProbeClient(OBSERVER);
    private int tokensLeft;
    private long longestUndeploy;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive redeployed() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    @Deployment(name = OBSERVER, managed = false, testable = false)
    static WebArchive observer() {
        return TestWars.war(OBSERVER, dataSource(LEDGER)).addAsLibrary(TestWars.driver());
    }

    @BeforeEach
    void deployObserver() {
        TestWars.configure(configuration(Map.of()));
        circle.reset();
        circle.switches().set("refresh-tokens", "exclusive");
        deployer.deploy(OBSERVER);
        // The driver starts a thread with the first connection. It must belong to the observer.
        observer.steps("connect:" + LEDGER);
    }

    @AfterEach
    void undeployObserver() {
        deployer.undeploy(OBSERVER);
        TestWars.configure(Map.of());
    }

    private void startThatFails() {
        TestWars.configure(configuration(Map.of("circle.auth.rate-limit", "none")));
        assertThat(deploys(DEPLOYMENT)).isFalse();
        TestWars.configure(configuration(Map.of()));
    }

    private static Map<String, String> configuration(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("circle.auth.shutdown-timeout", "PT1S");
        return ledgerIn(LEDGER, all);
    }

    private void round(boolean circleHangs) {
        deployer.deploy(DEPLOYMENT);
        for (int i = 0; i < SESSIONS; i++) {
            new ProbeClient(DEPLOYMENT).stepsAs(i % 2 == 0 ? ADA : GRACE, "session,token");
        }
        try (Gate gate = circleHangs ? circle.gates().hold("*") : null) {
            long start = System.nanoTime();
            deployer.undeploy(DEPLOYMENT);
            longestUndeploy = Math.max(longestUndeploy, System.nanoTime() - start);
            if (circleHangs) {
                assertThat(circle.audit().alive()).hasSizeGreaterThanOrEqualTo(2 * SESSIONS);
                tokensLeft += circle.audit().alive().size();
            }
        }
    }

    /** The server's idle threads keep references to their last request; first, each gets a request of the observer. */
    private long copiesNotKeptByServerThreads() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<?> response :
                    clients.invokeAll(Collections.nCopies(4 * THREADS, () -> observer.steps("threads")))) {
                response.get();
            }
        } finally {
            clients.shutdown();
        }
        return copies() - number("loaders-of-server-threads:" + DEPLOYMENT);
    }

    private long copies() {
        return number("copies");
    }

    private long number(String step) {
        return Long.parseLong(observer.steps(step).get(0));
    }

    @Test
    @Tag("R2")
    @Tag("R3")
    void redeploymentsLoseNoTokenAndLeakNoThreadClassOrMBean() throws Exception {
        long copiesBefore = copies();
        for (int round = 0; round < ROUNDS; round++) {
            round(round % 2 == 1);
            if (round == ROUNDS / 2) {
                startThatFails();
            }
        }

        deployer.deploy(DEPLOYMENT);
        await().atMost(CLAIM_EXPIRY)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
        assertThat(observer.steps("threads")).anyMatch(RedeploymentIT::isOurs);
        assertThat(observer.steps("our-mbeans")).containsExactly(MBEAN);
        assertThat(copies()).as("including this deployment's").isGreaterThan(copiesBefore);
        deployer.undeploy(DEPLOYMENT);

        assertThat(observer.steps("threads")).noneMatch(RedeploymentIT::isOurs);
        assertThat(observer.steps("our-mbeans")).isEmpty();
        await().atMost(IDLE_THREAD_EXPIRY)
                .untilAsserted(() -> assertThat(copiesNotKeptByServerThreads())
                        .isLessThanOrEqualTo(copiesBefore + COPIES_CACHED_BY_THE_JVM));
        long copiesLeft = copiesNotKeptByServerThreads() - copiesBefore;
        int tokens = circle.audit().tokens().size();
        System.out.printf(
                "%d redeployments: %d tokens, %d of them revoked by a later deployment, 0 lost; no thread left, and the classes"
                        + " of %d deployments; undeploying took %.1f s at most%n",
                ROUNDS, tokens, tokensLeft, copiesLeft, longestUndeploy / 1e9);
        assertThat(tokens).isEqualTo(2 * SESSIONS * ROUNDS);
    }

    private static boolean isOurs(String thread) {
        return thread.startsWith("circle-auth-");
    }
}
