package io.github.circleauth.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.InjectionTarget;
import jakarta.inject.Inject;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The application's registry of MicroProfile Metrics. It can only be injected: Payara looks at the field's annotations. */
final class InjectedMetricRegistry {

    static final String API = "org.eclipse.microprofile.metrics.MetricRegistry";

    @Inject
    MetricRegistry registry;

    /** Returns the {@code MetricRegistry}. */
    static Object from(BeanManager beans) {
        InjectionTarget<InjectedMetricRegistry> target = beans.getInjectionTargetFactory(
                        beans.createAnnotatedType(InjectedMetricRegistry.class))
                .createInjectionTarget(null);
        InjectedMetricRegistry injected = new InjectedMetricRegistry();
        target.inject(injected, beans.createCreationalContext(null));
        return injected.registry;
    }
}
