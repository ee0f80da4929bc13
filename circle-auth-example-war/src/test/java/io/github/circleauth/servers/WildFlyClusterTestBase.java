package io.github.circleauth.servers;

import io.github.circleauth.servers.app.Basket;
import io.github.circleauth.servers.app.SessionContent;
import io.github.circleauth.servers.app.SessionWrites;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests with two WildFly nodes. */
abstract class WildFlyClusterTestBase extends ClusterTestBase {

    static final List<WildFlyNode> NODES = List.of(WildFlyNode.ONE, WildFlyNode.TWO);

    /** The name of an application with the library, and a ledger in each node's memory. */
    static final String MEMORY_LEDGER = "memory-ledger";

    /** The name of an application with the library, and one session in a node's memory: the others are passivated. */
    static final String PASSIVATING = "passivating";

    private static final String LISTENER =
            "<listener><listener-class>%s</listener-class></listener>".formatted(SessionWrites.class.getName());

    private static WebArchive war(String name, String inWebXml) {
        return TestWars.war(name, "<distributable/>" + LISTENER + inWebXml)
                .addClasses(SessionWrites.class, SessionContent.class, Basket.class, Basket.OfSession.class);
    }

    private static List<WebArchive> wars() {
        String oneActiveSession = "<jboss-web><max-active-sessions>1</max-active-sessions></jboss-web>";
        String ledgerInMemory = "config_ordinal=2000\ncircle.auth.ledger=memory\n";
        return List.of(
                war(MEMBERS, TestWars.FILTER),
                war(MEMORY_LEDGER, TestWars.FILTER)
                        .addAsResource(new StringAsset(ledgerInMemory), "META-INF/microprofile-config.properties"),
                war(PASSIVATING, TestWars.FILTER)
                        .addAsWebInfResource(new StringAsset(oneActiveSession), "jboss-web.xml"));
    }

    @BeforeAll
    static void startNodes() throws IOException {
        configure("java:jboss/datasources/Ledger");
        List<WebArchive> wars = wars();
        for (WildFlyNode node : NODES) {
            node.create(wars, TestWars.driver().toPath());
            start(node);
        }
        awaitCluster();
    }

    static void start(WildFlyNode node) throws IOException {
        node.start(Map.of("cluster.database", database.getJdbcUrl("postgres", "postgres")));
    }

    static void awaitCluster() {
        NODES.forEach(WildFlyNode::awaitStarted);
        awaitCluster(WildFlyNode.ONE, WildFlyNode.TWO);
    }

    @AfterAll
    static void stopNodes() {
        NODES.forEach(Node::kill);
    }
}
