package io.github.circleauth.servers;

import io.github.circleauth.servers.app.SessionWrites;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The two nodes of a test are WildFly. */
abstract class InWildFlyCluster extends InCluster {

    static final List<WildFlyNode> NODES = List.of(WildFlyNode.ONE, WildFlyNode.TWO);

    /** With the library, and each node's ledger in its memory. */
    static final String FORGETFUL = "forgetful";

    /** With the library, and room for one session in a node's memory: the others are passivated. */
    static final String CROWDED = "crowded";

    private static final String LISTENER =
            "<listener><listener-class>%s</listener-class></listener>".formatted(SessionWrites.class.getName());

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
    static void startNodes() throws IOException {
        configure("java:jboss/datasources/Ledger");
        List<WebArchive> wars = wars();
        for (WildFlyNode node : NODES) {
            node.make(wars, Wars.driver().toPath());
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
