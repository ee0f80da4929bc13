package io.github.circleauth.cdi;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;

/** Adds the bean classes whose APIs a server need not have. They are loaded only where the application finds that API. */
public final class OptionalBeans implements Extension {

    void add(@Observes BeforeBeanDiscovery event) {
        if (OptionalApi.isLinkable(ReadinessCheck.API)) {
            event.addAnnotatedType(ReadinessCheck.class, ReadinessCheck.class.getName())
                    .add(ApplicationScoped.Literal.INSTANCE);
        }
    }
}
