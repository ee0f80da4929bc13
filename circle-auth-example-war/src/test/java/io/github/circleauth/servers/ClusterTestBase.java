package io.github.circleauth.servers;

import static io.github.circleauth.servers.ServerTestBase.ADA;
import static io.github.circleauth.servers.ServerTestBase.GRACE;
import static io.github.circleauth.servers.ServerTestBase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests of small applications in two servers, which replicate sessions and share one ledger in a database, with the sandbox in
 * the test's JVM.
 */
abstract class ClusterTestBase {

    /** The name of an application with the library. */
    static final String MEMBERS = "members";

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    static Circle circle;
    static EmbeddedPostgres database;
    private static Sandbox sandbox;

    private int issuedBefore;

    @BeforeAll
    static void startCircleAndDatabase() throws IOException {
        sandbox = Sandbox.start();
        circle = sandbox.circle();
        database = EmbeddedPostgres.start();
    }

    /** Configures the applications before their deployment; the ledger is in this data source of the servers. */
    static void configure(String dataSource) {
        TestWars.configure(Map.of(
                "circle.auth.api-token",
                circle.apiToken(),
                "circle.auth.base-url",
                sandbox.uri().toString(),
                "circle.auth.expiry-margin",
                "PT0.2S",
                "circle.auth.live-path",
                LiveSocket.PATH,
                "circle.auth.ledger",
                "jdbc",
                "circle.auth.ledger.data-source",
                dataSource,
                "circle.auth.ledger.create-table",
                "true",
                "circle.auth.seal-keys",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    }

    /** Waits until the nodes replicate sessions. */
    static void awaitCluster(Node one, Node two) {
        await().atMost(TIMEOUT).untilAsserted(() -> {
            ProbeClient grace = signedIn(GRACE, MEMBERS, one);
            String token = grace.steps("token").get(0);
            List<String> atOtherNode = grace.at(two.site(MEMBERS)).steps("token,invalidate");
            assertThat(atOtherNode).containsExactly(token);
        });
        // If a test killed a node that is revoking these tokens, their claims would delay the other node by a minute.
        await().atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(circle.audit().alive()).noneMatch(token -> token.communityMemberId() == GRACE));
    }

    @AfterAll
    static void stopCircleAndDatabase() throws IOException {
        database.close();
        sandbox.close();
        TestWars.configure(Map.of());
    }

    @BeforeEach
    void setUp() {
        issuedBefore = circle.audit().tokens().size();
        circle.accessTokenLife(Duration.ofHours(1));
    }

    /** All tokens have been revoked or have expired, on whichever node. */
    @AfterEach
    void allTokensAreRevokedOrExpired() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }

    List<Audit.Token> issued() {
        List<Audit.Token> all = circle.audit().tokens();
        return all.subList(issuedBefore, all.size());
    }

    /** A session has a captured handle and a bean with everything injected, and moves to the other node. */
    static void assertHandlesEndOnAnotherServer(Node one, Node two) {
        ProbeClient there = signedIn(ADA, MEMBERS, one);
        there.steps("token,store");
        assertThat(there.steps("basket,stored"))
                .containsExactly(
                        "use 1",
                        "member " + ADA,
                        "api " + ADA,
                        "authorization 200",
                        "client true",
                        "state FRESH, absent: no",
                        "api " + ADA,
                        "authorization 200");

        assertThat(there.at(two.site(MEMBERS)).steps("basket,stored,invalidate"))
                .containsExactly(
                        "use 2",
                        "member " + ADA,
                        "api " + ADA,
                        "authorization 200",
                        "client true",
                        "state ENDED, absent: ENDED",
                        "api ENDED",
                        "authorization ENDED");
    }

    /** Pages, one of them without a subscription, are connected to a server; their sessions end on the other one. */
    static void assertPagesEndWithTheirSessionOnAnotherServer(Node one, Node two) throws IOException {
        ProbeClient ada = signedIn(ADA, MEMBERS, one);
        ProbeClient grace = signedIn(GRACE, MEMBERS, one);
        List.of(ada, grace).forEach(session -> session.steps("token"));
        try (LiveSocket subscribed = LiveSocket.open(ada);
                LiveSocket connected = LiveSocket.open(grace)) {
            assertThat(List.of(subscribed.next(), connected.next())).allMatch(text -> text.contains("\"welcome\""));
            String own = "{\"channel\":\"NotificationChannel\",\"community_member_id\":1001}";
            subscribed.send(LiveSocket.subscribe(own));
            assertThat(subscribed.next()).isEqualTo(LiveSocket.confirmed(own));

            List.of(ada, grace).forEach(session -> session.at(two.site(MEMBERS)).steps("token,invalidate"));

            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                subscribed.awaitClose();
                connected.awaitClose();
            });
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(circle.cable().connections()).isEmpty());
        }
    }

    /** Returns a client with a session in which the user is signed in. */
    static ProbeClient signedIn(long user, String application, Node node) {
        ProbeClient client = new ProbeClient(application).at(node.site(application));
        client.steps("session,login:" + user);
        return client;
    }

    static <T> List<T> inParallel(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
