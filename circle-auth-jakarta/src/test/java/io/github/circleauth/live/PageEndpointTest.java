package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ReachableObjects;
import org.junit.jupiter.api.Test;

/**
 * The parts of texts, and the objects of a closed socket. An idle thread of WildFly's keeps its last handshake, and all handlers
 * with it.
 */
class PageEndpointTest extends PagesTestBase {

    private final FakeContainer.Connection connection = new FakeContainer(false).deploy(pages).new Connection(lease);

    private boolean keeps(Object object) {
        return ReachableObjects.from(connection.handlers).contains(object);
    }

    @Test
    void theHandlersOfAClosedSocketKeepNothingOfTheApplication() throws Exception {
        connection.handshake();
        connection.open();
        assertThat(connection.handlers).hasSize(3);
        assertThat(keeps(pages)).isTrue();

        connection.close();

        assertThat(keeps(pages)).isFalse();
        assertThat(keeps(lease)).isFalse();
        assertThat(pages.size()).isZero();
    }

    @Test
    void aTextAfterTheCloseIsIgnored() throws Exception {
        connection.handshake();
        connection.open();
        connection.close();

        connection.receive(subscribe(NOTIFICATIONS));

        assertThat(connection.texts).singleElement().asString().startsWith("{\"type\":\"welcome\"");
        assertThat(lease.relayed).isEmpty();
    }

    @Test
    void thePartsOfATextAreJoined() throws Exception {
        connection.handshake();
        connection.open();
        for (String part : subscribe("[]").split("")) {
            connection.receive(part, false);
        }
        assertThat(connection.texts).hasSize(1);

        connection.receive("", true);

        assertThat(connection.texts).last().isEqualTo(rejected("[]"));
        assertThat(connection.closes).isEmpty();
    }

    @Test
    void aTextThatDoesNotEndIsCutOffWhenItIsTooLong() throws Exception {
        connection.handshake();
        connection.open();
        for (int i = 0; i < 8; i++) {
            connection.receive("x".repeat(1_024), false);
        }
        assertThat(connection.closes).isEmpty();

        connection.receive("x", false);
        runTasks();
        assertThat(connection.closes).containsExactly(1009);

        connection.receive("x".repeat(10_000), true);
        runTasks();
        assertThat(connection.closes).hasSize(1);
    }
}
