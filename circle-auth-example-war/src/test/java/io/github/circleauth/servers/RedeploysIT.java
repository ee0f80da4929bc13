package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Gate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application is deployed and undeployed again and again, with users signed in, and Circle hanging every other time. */
class RedeploysIT extends InServer {

    private static final int ROUNDS = Integer.getInteger("it.redeploys");
    private static final int SESSIONS = Integer.getInteger("it.sessions");

    /** A revocation that was cut off may have been claimed for a minute. */
    private static final Duration CLAIM_IS_OVER = Duration.ofMinutes(2);

    private static final String DEPLOYMENT = "redeployed";

    /** Another one that stays: it has the database, and tells what there is in the server. */
    private static final String STAYS = "stays";

    private static final String LEDGER = "java:global/jdbc/shared-ledger";

    /** OpenJDK 17 itself keeps one: the last that compared records of a kind, in a method handle's cache. */
    private static final int COPIES_KEPT_BY_THE_JVM = 1;

    /** A server's idle threads end after some time, and with them what they last worked for. */
    private static final Duration IDLE_THREADS_HAVE_ENDED = Duration.ofMinutes(2);

    private static final int THREADS = 8;
    private static final int PORT = Integer.getInteger("it.database-port");

    private static EmbeddedPostgres postgres;
    private final Visitor observer = new Visitor(STAYS);
    private int left;
    private long longestUndeploy;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive redeployed() {
        return Wars.war(DEPLOYMENT, Wars.FILTER);
    }

    @Deployment(name = STAYS, managed = false, testable = false)
    static WebArchive stays() {
        return Wars.war(STAYS, Wars.dataSource(LEDGER, PORT)).addAsLibrary(Wars.driver());
    }

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.builder().setPort(PORT).start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void deployWhatStays() {
        Wars.configure(Map.of(
                "circle.auth.ledger", "jdbc",
                "circle.auth.ledger.data-source", LEDGER,
                "circle.auth.ledger.create-table", "true",
                "circle.auth.shutdown-timeout", "PT1S",
                "circle.auth.seal-keys", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="));
        circle.reset();
        circle.switches().set("refresh-tokens", "exclusive");
        deployer.deploy(STAYS);
        // The driver starts a thread with the first connection; it is to belong to what stays.
        observer.steps("connect:" + LEDGER);
    }

    @AfterEach
    void undeployWhatStays() {
        deployer.undeploy(STAYS);
        Wars.configure(Map.of());
    }

    private void round(boolean circleHangs) {
        deployer.deploy(DEPLOYMENT);
        for (int i = 0; i < SESSIONS; i++) {
            new Visitor(DEPLOYMENT).stepsAs(i % 2 == 0 ? ADA : GRACE, "session,token");
        }
        try (Gate gate = circleHangs ? circle.gates().hold("*") : null) {
            long begun = System.nanoTime();
            deployer.undeploy(DEPLOYMENT);
            longestUndeploy = Math.max(longestUndeploy, System.nanoTime() - begun);
            if (circleHangs) {
                assertThat(circle.audit().alive()).hasSizeGreaterThanOrEqualTo(2 * SESSIONS);
                left += circle.audit().alive().size();
            }
        }
    }

    /** On a thread of the server's that is idle, its last request is still found: each gets another one. */
    private long copiesThatNoIdleThreadKeeps() throws Exception {
        ExecutorService visitors = Executors.newFixedThreadPool(THREADS);
        try {
            for (Future<?> visited :
                    visitors.invokeAll(Collections.nCopies(4 * THREADS, () -> observer.steps("threads")))) {
                visited.get();
            }
        } finally {
            visitors.shutdown();
        }
        return copies();
    }

    private long copies() {
        return Long.parseLong(observer.steps("copies").get(0));
    }

    @Test
    void afterManyRedeploysNoTokenIsLostNoThreadIsLeftAndNoClassOfAnyOfThem() throws Exception {
        long copiesBefore = copies();
        for (int round = 0; round < ROUNDS; round++) {
            round(round % 2 == 1);
        }

        deployer.deploy(DEPLOYMENT);
        await().atMost(CLAIM_IS_OVER)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
        assertThat(observer.steps("threads")).anyMatch(RedeploysIT::isOurs);
        assertThat(copies()).as("with this one").isGreaterThan(copiesBefore);
        deployer.undeploy(DEPLOYMENT);

        assertThat(observer.steps("threads")).noneMatch(RedeploysIT::isOurs);
        await().atMost(IDLE_THREADS_HAVE_ENDED)
                .untilAsserted(() -> assertThat(copiesThatNoIdleThreadKeeps())
                        .isLessThanOrEqualTo(copiesBefore + COPIES_KEPT_BY_THE_JVM));
        long kept = copies() - copiesBefore;
        int tokens = circle.audit().tokens().size();
        System.out.printf(
                "%d redeploys: %d tokens, %d of them left to a later deployment, 0 lost; no thread is left, and the classes of"
                        + " %d deployments; undeploying took %.1f s at most%n",
                ROUNDS, tokens, left, kept, longestUndeploy / 1e9);
        assertThat(tokens).isEqualTo(2 * SESSIONS * ROUNDS);
    }

    private static boolean isOurs(String thread) {
        return thread.startsWith("circle-auth-");
    }
}
