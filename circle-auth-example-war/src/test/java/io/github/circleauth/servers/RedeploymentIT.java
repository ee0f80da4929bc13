package io.github.circleauth.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Gate;
import io.github.circleauth.servers.app.PlainSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
 * Repeated redeployment with signed-in users and open live pages, and a start that fails in between; in every second round, Circle
 * does not respond during the undeployment. The first class, since it counts classes: idle threads of the server could keep some of
 * earlier tests' applications.
 */
@Order(1)
class RedeploymentIT extends DatabaseTestBase {

    private static final int ROUNDS = Integer.getInteger("it.redeploys");
    private static final int SESSIONS = Integer.getInteger("it.sessions");

    /** How many of the sessions have an open page with a subscription. */
    private static final int PAGES = 10;

    /**
     * Payara closes sockets of a user's session on the thread that undeploys. With that thread it keeps the requests that became
     * sockets, and each of these keeps the class of its endpoint, whichever application has it.
     */
    private static final boolean SERVER_KEEPS_CLASSES =
            System.getProperty("arquillian.launch").equals("payara");

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

    /** The names of the threads that handle the tests' requests, in WildFly and in Payara. */
    private static final String REQUEST_THREAD = "default task-\\d+|http-thread-pool::http-listener-1\\(\\d+\\)";

    /** More than WildFly keeps. */
    private static final int SOCKETS = 300;

    private final ProbeClient observer = new ProbeClient(OBSERVER);
    private int tokensLeft;
    private long longestUndeploy;
    private long mostSelectors;
    private long copiesLeft;
    private long runtimesLeft;

    @Deployment(name = DEPLOYMENT, managed = false, testable = false)
    static WebArchive redeployed() {
        return TestWars.war(DEPLOYMENT, TestWars.FILTER);
    }

    @Deployment(name = OBSERVER, managed = false, testable = false)
    static WebArchive observer() {
        return TestWars.war(OBSERVER, dataSource(LEDGER))
                .addClass(PlainSocket.class)
                .addAsLibrary(TestWars.driver());
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
        all.put("circle.auth.live-path", LiveSocket.PATH);
        return ledgerIn(LEDGER, all);
    }

    private void round(boolean circleHangs) throws IOException {
        deployer.deploy(DEPLOYMENT);
        List<LiveSocket> pages = openPages();
        for (int i = PAGES; i < SESSIONS; i++) {
            new ProbeClient(DEPLOYMENT).stepsAs(user(i), "session,token");
        }
        circle.cable().awaitSubscriptions(PAGES, SOON);
        mostSelectors = Math.max(mostSelectors, selectors());
        try (Gate gate = circleHangs ? circle.gates().hold("*") : null) {
            long start = System.nanoTime();
            deployer.undeploy(DEPLOYMENT);
            longestUndeploy = Math.max(longestUndeploy, System.nanoTime() - start);
            circle.cable().awaitConnections(0, SOON);
            for (LiveSocket page : pages) {
                page.awaitClose();
                page.close();
            }
            if (circleHangs) {
                assertThat(circle.audit().alive()).hasSizeGreaterThanOrEqualTo(2 * SESSIONS);
                tokensLeft += circle.audit().alive().size();
            }
        }
    }

    private static List<LiveSocket> openPages() throws IOException {
        List<LiveSocket> pages = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
            ProbeClient client = new ProbeClient(DEPLOYMENT);
            client.steps("session,login:" + user(i));
            client.steps("token");
            pages.add(LiveSocket.subscribed(
                    client, "{\"channel\":\"NotificationChannel\",\"community_member_id\":" + user(i) + "}"));
        }
        return pages;
    }

    private static long user(int session) {
        return session % 2 == 0 ? ADA : GRACE;
    }

    /** Frees the server of its last requests and sockets, which it keeps, of whichever application: it gets others. */
    private void replaceKeptRequests() throws Exception {
        replaceKeptSockets();
        int threads = (int) observer.steps("threads").stream()
                .filter(name -> name.matches(REQUEST_THREAD))
                .count();
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        try {
            // All at once: an idle thread keeps its last request until it gets the next one.
            for (Future<?> response :
                    clients.invokeAll(Collections.nCopies(threads, () -> observer.steps("meet:" + threads)))) {
                response.get();
            }
        } finally {
            clients.shutdown();
        }
    }

    private void replaceKeptSockets() throws IOException {
        List<LiveSocket> sockets = new ArrayList<>();
        for (int i = 0; i < SOCKETS; i++) {
            sockets.add(LiveSocket.open(observer, "/plain"));
        }
        for (LiveSocket socket : sockets) {
            assertThat(socket.status()).isEqualTo(101);
            socket.close();
        }
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
    void redeploymentsWithOpenPagesLoseNoTokenAndLeakNoThreadClassConnectionOrMBean() throws Exception {
        long copiesBefore = copies();
        long runtimesBefore = number("runtimes");
        long selectorsBefore = selectors();
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
        assertThat(mostSelectors).as("with this application's").isGreaterThan(selectorsBefore);
        // JDK 17 can't close its WebSocket client, whose one thread ends once the client has been collected.
        await().atMost(IDLE_THREAD_EXPIRY).untilAsserted(() -> {
            copies();
            assertThat(selectors()).isLessThanOrEqualTo(selectorsBefore);
        });
        await().atMost(IDLE_THREAD_EXPIRY).untilAsserted(() -> {
            replaceKeptRequests();
            runtimesLeft = number("runtimes") - runtimesBefore;
            copiesLeft = copies() - number("loaders-of-server-threads:" + DEPLOYMENT) - copiesBefore;
            assertThat(runtimesLeft).isNotPositive();
            if (!SERVER_KEEPS_CLASSES) {
                assertThat(copiesLeft).isLessThanOrEqualTo(COPIES_CACHED_BY_THE_JVM);
            }
        });
        int tokens = circle.audit().tokens().size();
        System.out.printf(
                "%d redeployments, each with %d open pages: %d tokens, %d of them revoked by a later deployment, 0 lost; no thread"
                        + " and no object left, and the classes of %d deployments; undeploying took %.1f s at most%n",
                ROUNDS, PAGES, tokens, tokensLeft, copiesLeft, longestUndeploy / 1e9);
        assertThat(tokens).isEqualTo(2 * SESSIONS * ROUNDS);
    }

    private long selectors() {
        return observer.steps("threads").stream()
                .filter(thread -> thread.matches("HttpClient-\\d+-SelectorManager"))
                .count();
    }

    private static boolean isOurs(String thread) {
        return thread.startsWith("circle-auth-");
    }
}
