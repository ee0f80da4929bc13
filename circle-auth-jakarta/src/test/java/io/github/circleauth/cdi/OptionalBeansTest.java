package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.Extension;
import java.util.ServiceLoader;
import java.util.Set;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

/** The beans of APIs that a server need not have: there with the API, and silently absent without it. */
class OptionalBeansTest {

    /** An application whose class loader finds no MicroProfile Health. */
    private static final class WithoutHealth extends ClassLoader {

        WithoutHealth() {
            super(OptionalBeansTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.eclipse.microprofile.health.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private static SeContainer container() {
        return SeContainerInitializer.newInstance()
                .disableDiscovery()
                .addBeanClasses(CircleAuthBeans.class, Deployment.Requests.class)
                .addExtensions(new OptionalBeans())
                .initialize();
    }

    private static Set<Bean<?>> checks(SeContainer container) {
        return container.getBeanManager().getBeans(HealthCheck.class, Any.Literal.INSTANCE);
    }

    @Test
    void theExtensionsAreServices() {
        assertThat(ServiceLoader.load(Extension.class).stream().map(ServiceLoader.Provider::type))
                .contains(OptionalBeans.class, LastObservers.class);
    }

    @Test
    void withMicroProfileHealthThereIsOneReadinessCheck() {
        try (SeContainer container = container()) {
            assertThat(checks(container)).singleElement().satisfies(check -> {
                assertThat(check.getQualifiers()).contains(Readiness.Literal.INSTANCE);
            });
        }
    }

    /** Payara keeps it after a failed start of its application, when a proxy would throw. */
    @Test
    void theCheckIsNoProxy() {
        HealthCheckResponse.setResponseProvider(HealthResponses::new);
        try (SeContainer container = container()) {
            assertThat(container
                            .select(HealthCheck.class, Readiness.Literal.INSTANCE)
                            .get())
                    .isExactlyInstanceOf(ReadinessCheck.class);
        }
    }

    @Test
    void beforeItsStartAnApplicationIsReady() {
        assertThat(CircleAuthBeans.readiness().isReady()).isTrue();
    }

    @Test
    void withoutItThereIsNoneAndNothingIsLogged() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new WithoutHealth());
        try (Logged log = Logged.byAll();
                SeContainer container = container()) {
            assertThat(checks(container)).isEmpty();
            assertThat(log.alarms()).isEmpty();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
