package io.github.circleauth.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ReachableObjects;
import org.junit.jupiter.api.Test;

/** The objects that a container keeps of a closed socket. An idle thread of WildFly's keeps its last handshake, and all handlers with it. */
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
}
