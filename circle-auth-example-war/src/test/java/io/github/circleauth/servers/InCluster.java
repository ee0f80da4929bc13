package io.github.circleauth.servers;

import static io.github.circleauth.servers.InServer.GRACE;
import static io.github.circleauth.servers.InServer.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
 * A test of small applications in two servers, which replicate their sessions and share one ledger in a database. Circle's
 * part is played in the test's own JVM.
 */
abstract class InCluster {

    /** With the library. */
    static final String MEMBERS = "members";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

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

    /** Before anything is deployed: the ledger is in this data source of the servers'. */
    static void configure(String dataSource) {
        Wars.configure(Map.of(
                "circle.auth.api-token", circle.apiToken(),
                "circle.auth.base-url", sandbox.uri().toString(),
                "circle.auth.expiry-margin", "PT0.2S",
                "circle.auth.ledger", "jdbc",
                "circle.auth.ledger.data-source", dataSource,
                "circle.auth.ledger.create-table", "true",
                "circle.auth.seal-keys", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    }

    /** Until what one node knows of a session, the other one knows as well. */
    static void awaitCluster(Node one, Node two) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Visitor grace = signedIn(GRACE, MEMBERS, one);
            String token = grace.steps("token").get(0);
            List<String> there = grace.at(two.site(MEMBERS)).steps("token,invalidate");
            assertThat(there).containsExactly(token);
        });
        // A node that is killed while it revokes them takes a minute's claim on them along.
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(circle.audit().alive()).noneMatch(token -> token.communityMemberId() == GRACE));
    }

    @AfterAll
    static void stopCircleAndDatabase() throws IOException {
        database.close();
        sandbox.close();
        Wars.configure(Map.of());
    }

    @BeforeEach
    void lookAtWhatThereIs() {
        issuedBefore = circle.audit().tokens().size();
        circle.accessTokenLife(Duration.ofHours(1));
    }

    /** Each token that a test had issued was revoked, or has expired: none is forgotten on any node. */
    @AfterEach
    void everyTokenIsAccountedFor() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(circle.audit().alive()).isEmpty());
    }

    List<Audit.Token> issued() {
        List<Audit.Token> all = circle.audit().tokens();
        return all.subList(issuedBefore, all.size());
    }

    /** Someone who signs in once; it is the session that remembers it. */
    static Visitor signedIn(long user, String application, Node node) {
        Visitor visitor = new Visitor(application).at(node.site(application));
        visitor.steps("session,login:" + user);
        return visitor;
    }

    static <T> List<T> allAtOnce(List<Callable<T>> tasks) throws Exception {
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
