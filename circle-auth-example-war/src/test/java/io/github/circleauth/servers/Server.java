package io.github.circleauth.servers;

import org.jboss.arquillian.container.spi.Container;
import org.jboss.arquillian.container.spi.event.ContainerControlEvent;
import org.jboss.arquillian.container.spi.event.StartContainer;
import org.jboss.arquillian.container.spi.event.StopContainer;
import org.jboss.arquillian.core.api.Event;

/** The server that Arquillian runs. */
final class Server {

    private final Container container;
    private final Event<ContainerControlEvent> lifecycle;

    Server(Container container, Event<ContainerControlEvent> lifecycle) {
        this.container = container;
        this.lifecycle = lifecycle;
    }

    /** Stops the server in an orderly way, as an operator does. */
    void stop() {
        lifecycle.fire(new StopContainer(container));
    }

    void start() {
        lifecycle.fire(new StartContainer(container));
    }
}
