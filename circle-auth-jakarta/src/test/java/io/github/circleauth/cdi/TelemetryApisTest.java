package io.github.circleauth.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.Logged;
import io.github.circleauth.operations.Telemetry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.reflect.Proxy;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.junit.jupiter.api.Test;

/** The telemetry that a server provides by beans. */
class TelemetryApisTest {

    @Dependent
    static class Server {
        @Produces
        OpenTelemetry telemetry() {
            return OpenTelemetry.noop();
        }

        @Produces
        MeterRegistry micrometer() {
            return new SimpleMeterRegistry();
        }

        /** As Payara's, which fails unless the registry is injected into something with annotations. */
        @Produces
        MetricRegistry microProfile(InjectionPoint point) {
            assertThat(point.getAnnotated().getAnnotations()).isNotEmpty();
            return (MetricRegistry) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {MetricRegistry.class}, (proxy, method, args) -> null);
        }
    }

    @Dependent
    static class BrokenServer {
        @Produces
        OpenTelemetry telemetry() {
            throw new IllegalStateException("broken");
        }
    }

    /** An application whose class loader finds none of the APIs. */
    private static final class WithoutTelemetry extends ClassLoader {

        WithoutTelemetry() {
            super(TelemetryApisTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.opentelemetry.")
                    || name.startsWith("io.micrometer.")
                    || name.startsWith("org.eclipse.microprofile.metrics.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    private static Telemetry.Apis find(Class<?>... beans) {
        try (SeContainer container = Deployment.container(beans)) {
            return TelemetryApis.find(container.getBeanManager());
        }
    }

    @Test
    void theServersBeansAreFound() {
        Telemetry.Apis apis = find(Server.class);

        assertThat(apis.openTelemetry()).isInstanceOf(OpenTelemetry.class);
        assertThat(apis.meterRegistry()).isInstanceOf(SimpleMeterRegistry.class);
        assertThat(apis.metricRegistry()).isInstanceOf(MetricRegistry.class);
    }

    @Test
    void withoutBeansThereAreTheGlobalObjects() {
        assertThat(find()).isEqualTo(new Telemetry.Apis(null, true, null, true, null));
    }

    @Test
    void aServersBeanThatFailsIsLoggedAndLeftOut() {
        try (Logged log = Logged.by(TelemetryApis.class)) {
            assertThat(find(BrokenServer.class).openTelemetry()).isNull();

            assertThat(log.warnings()).singleElement().asString().startsWith("CIRCLE-0012: ");
        }
    }

    @Test
    void withoutTheApisThereIsNothing() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new WithoutTelemetry());
        try {
            assertThat(find()).isEqualTo(Telemetry.Apis.NONE);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
