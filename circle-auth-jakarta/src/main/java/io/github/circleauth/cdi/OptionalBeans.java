package io.github.circleauth.cdi;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.util.AnnotationLiteral;
import jakarta.inject.Singleton;

/** Adds the bean classes whose APIs a server need not have. They are loaded only where the application finds that API. */
public final class OptionalBeans implements Extension {

    /**
     * A scope without a client proxy. Payara keeps the check of an application that failed to start, and a proxy would then
     * throw: all applications would lose the health endpoint.
     */
    private static final class WithoutProxy extends AnnotationLiteral<Singleton> implements Singleton {

        private static final long serialVersionUID = 1L;
    }

    void add(@Observes BeforeBeanDiscovery event) {
        if (OptionalApi.isLinkable(ReadinessCheck.API)) {
            event.addAnnotatedType(ReadinessCheck.class, ReadinessCheck.class.getName())
                    .add(new WithoutProxy());
        }
    }
}
