package io.github.circleauth.servers;

import static io.github.circleauth.servers.InServer.GRACE;
import static io.github.circleauth.servers.InServer.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.circleauth.sandbox.Audit;
import io.github.circleauth.sandbox.Circle;
import io.github.circleauth.sandbox.Sandbox;
import io.github.circleauth.servers.app.SessionWrites;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test of small applications in two WildFly nodes, which replicate their sessions and share one ledger in a database.
 * Circle's part is played in the test's own JVM.
 */
abstract class InCluster {

    static final List<Node> NODES = List.of(Node.ONE, Node.TWO);

    /** With the library. */
    static final String MEMBERS = "members";

    /** With the library, and each node's ledger in its memory. */
    static final String FORGETFUL = "forgetful";

    /** With the library, and room for one session in a node's memory: the others are passivated. */
    static final String CROWDED = "crowded";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LISTENER =
            "<listener><listener-class>%s</listener-class></listener>".formatted(SessionWrites.class.getName());

    static Circle circle;
    private static Sandbox sandbox;
    private static EmbeddedPostgres database;

    private int issuedBefore;

    private static WebArchive war(String name, String inWebXml) {
        return Wars.war(name, "<distributable/>" + LISTENER + inWebXml).addClass(SessionWrites.class);
    }

    private static List<WebArchive> wars() {
        String roomForOne = "<jboss-web><max-active-sessions>1</max-active-sessions></jboss-web>";
        String ledgerInMemory = "config_ordinal=2000\ncircle.auth.ledger=memory\n";
        return List.of(
                war(MEMBERS, Wars.FILTER),
                war(FORGETFUL, Wars.FILTER)
                        .addAsResource(new StringAsset(ledgerInMemory), "META-INF/microprofile-config.properties"),
                war(CROWDED, Wars.FILTER).addAsWebInfResource(new StringAsset(roomForOne), "jboss-web.xml"));
    }

    @BeforeAll
    static void startAll() throws Exception {
        sandbox = Sandbox.start();
        circle = sandbox.circle();
        database = EmbeddedPostgres.start();
        Wars.configure(Map.of(
                "circle.auth.api-token", circle.apiToken(),
                "circle.auth.base-url", sandbox.uri().toString(),
                "circle.auth.expiry-margin", "PT0.2S",
                "circle.auth.ledger", "jdbc",
                "circle.auth.ledger.data-source", "java:jboss/datasources/Ledger",
                "circle.auth.ledger.create-table", "true",
                "circle.auth.seal-keys", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        Path driver = Path.of(org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<WebArchive> wars = wars();
        for (Node node : NODES) {
            node.make(wars, driver);
            start(node);
        }
        awaitCluster();
    }

    static void start(Node node) throws IOException {
        node.start(Map.of("cluster.database", database.getJdbcUrl("postgres", "postgres")));
    }

    /** Until what one node knows of a session, the other one knows as well. */
    static void awaitCluster() {
        NODES.forEach(Node::awaitStarted);
        await().atMost(PATIENCE).untilAsserted(() -> {
            Visitor grace = signedIn(GRACE, MEMBERS, Node.ONE);
            String token = grace.steps("token").get(0);
            List<String> there = grace.at(Node.TWO.site(MEMBERS)).steps("token,invalidate");
            assertThat(there).containsExactly(token);
        });
        // A node that is killed while it revokes them takes a minute's claim on them along.
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(circle.audit().alive()).noneMatch(token -> token.communityMemberId() == GRACE));
    }

    @AfterAll
    static void stopAll() throws IOException {
        NODES.forEach(Node::kill);
        if (database != null) {
            database.close();
        }
        sandbox.close();
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
