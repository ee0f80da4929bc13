package io.github.circleauth.servers;

import java.lang.annotation.Annotation;
import org.jboss.arquillian.container.spi.ContainerRegistry;
import org.jboss.arquillian.container.spi.event.ContainerControlEvent;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.Instance;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.arquillian.test.spi.enricher.resource.ResourceProvider;

/** Gives tests the {@link Server}, whichever it is. Arquillian itself lets tests restart no server that it starts. */
public final class ServerProvider implements ResourceProvider, LoadableExtension {

    @Inject
    private Instance<ContainerRegistry> registry;

    @Inject
    private Event<ContainerControlEvent> lifecycle;

    @Override
    public void register(ExtensionBuilder builder) {
        builder.service(ResourceProvider.class, ServerProvider.class).observer(PayaraAdapterPatch.class);
    }

    @Override
    public boolean canProvide(Class<?> type) {
        return type == Server.class;
    }

    @Override
    public Object lookup(ArquillianResource resource, Annotation... qualifiers) {
        return new Server(registry.get().getContainers().get(0), lifecycle);
    }
}
